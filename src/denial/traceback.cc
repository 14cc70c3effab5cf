// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/traceback.hh"

#include "denial/path-words.hh"
#include "denial/string-piece.hh"

#include <memory>
#include <re2/re2.h>
#include <vector>

namespace hardenctl {

namespace {

/** A traceback that does not end is given up. */
constexpr unsigned max_traceback_lines = 400;

struct PythonRow {
	const char *pattern;
	CallWords words;
};

using enum OperationKind;

/** Functions of the standard library that are not named like the call. */
constexpr PythonRow rows[] = {
	{R"(_fork_exec\(|_posixsubprocess)", {Execute, "execve", Access::Execute}},
	{R"(child_exception_type\()", {Execute, "execve", Access::Execute}},
	{R"(_start_new_thread\(|_start_joinable_thread\()", {Fork, "clone3"}},
	{R"(\bsocketpair\()", {Socket, "socketpair"}},
	{R"(_?socket\.socket(?:\.__init__)?\()", {Socket, "socket"}},
	{R"(\bserver_bind\(|\.bind\(|bind_socket)", {Bind, "bind"}},
	{R"(sqlite3\.connect\(|dbapi2?\.connect\()", {Path, "openat", Access::Write}},
	{R"(\.connect\(|create_connection\(|getaddrinfo\(|\.sendto\()", {Connect, "connect"}},
	{R"(SemLock\b|shared_memory)", {Path, "openat", Access::Create}},
	{R"(mmap\.mmap\(|ctypes|_ffi)", {Memory, "mmap"}},
	{R"(\bmakedirs\(|\.mkdir\()", {Path, "mkdir", Access::Create}},
	{R"(NamedTemporaryFile\(|mkstemp\(|mkdtemp\()", {Path, "openat", Access::Create}},
	{R"(\bopen\([^)]*['"][rb]*[wax])", {Path, "openat", Access::Create}},
	{R"(\bopen\(|\.open\()", {Path, "openat"}},
};

CallWords call_of_source(std::string_view line)
{
	static const auto patterns = [] {
		std::vector<std::unique_ptr<RE2>> all;
		for (const PythonRow &row : rows)
			all.push_back(std::make_unique<RE2>(row.pattern));
		return all;
	}();
	for (std::size_t i = 0; i < patterns.size(); ++i)
		if (RE2::PartialMatch(piece(line), *patterns[i]))
			return rows[i].words;
	static const RE2 os_call{
		R"(\b(?:os|posix|shutil|socket|signal|resource|prctl)\.([a-z_0-9]+)\()"};
	std::string name;
	if (RE2::PartialMatch(piece(line), os_call, &name))
		return call_by_name(name).value_or(CallWords{});
	return {};
}

std::string literal_of_source(std::string_view line)
{
	static const RE2 literal{R"(['"](/[^'"\\{}]+)['"])"};
	std::string path;
	RE2::PartialMatch(piece(line), literal, &path);
	return path.empty() ? path : find_last_path("'" + path + "'");
}

bool is_marker(std::string_view line) noexcept
{
	return line.find_first_not_of(" ~^.") == line.npos || line.starts_with("    ...<");
}

} // namespace

bool Traceback::feed(std::string_view line)
{
	if (line.find("Traceback (most recent call last):") != line.npos) {
		clear();
		active_ = true;
		return true;
	}
	// the log may begin in the middle of one
	const bool joins =
		!active_ && line.starts_with("    ") && call_of_source(line).kind != Unknown;
	if (joins) {
		clear();
		active_ = true;
	}
	if (!active_ || ++lines_ > max_traceback_lines || !line.starts_with("  ")) {
		active_ = active_ && lines_ <= max_traceback_lines;
		return false;
	}
	if (line.starts_with("  File \"") || is_marker(line))
		return true;
	if (const CallWords call = call_of_source(line); call.kind != Unknown)
		call_ = call;
	if (std::string path = literal_of_source(line); !path.empty())
		path_ = std::move(path);
	return true;
}

void Traceback::complete(Operation &operation) const
{
	if (call_.kind != Unknown && (operation.kind == Unknown || operation.call.empty())) {
		operation.kind = call_.kind;
		operation.call = call_.call;
	}
	if (operation.access == Access::Unknown && operation.kind == call_.kind)
		operation.access = call_.access;
	const bool takes_path = operation.kind == Path || operation.kind == Unknown;
	if (operation.path.empty() && takes_path)
		operation.path = path_;
	if (operation.kind == Unknown && !path_.empty())
		operation.kind = Path;
}

void Traceback::clear()
{
	*this = {};
}

} // namespace hardenctl
