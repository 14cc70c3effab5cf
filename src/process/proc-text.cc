// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "process/proc-text.hh"

#include "base/text.hh"

#include <algorithm>
#include <fcntl.h>
#include <sched.h>

namespace hardenctl {

namespace {

template <typename Number> Number number_or_zero(std::string_view text, int base = 10) noexcept
{
	return parse_number<Number>(text, base).value_or(0);
}

void read_status_line(std::string_view key, std::string_view value, ProcessSeen &process)
{
	const auto words = split_blanks(value);
	const std::string_view first = words.empty() ? std::string_view{} : words.front();
	Capabilities &capabilities = process.capabilities;
	if (key == "Name")
		process.comm = value;
	else if (key == "PPid")
		process.parent = number_or_zero<pid_t>(first);
	else if (key == "Uid" && words.size() > 1) {
		process.uid = number_or_zero<uid_t>(first);
		process.effective_uid = number_or_zero<uid_t>(words[1]);
	} else if (key == "Umask")
		process.umask = parse_number<unsigned>(first, 8);
	else if (key == "VmLck")
		process.locked_memory = number_or_zero<std::uint64_t>(first) * 1024;
	else if (key == "CapInh")
		capabilities.inheritable = number_or_zero<std::uint64_t>(first, 16);
	else if (key == "CapPrm")
		capabilities.permitted = number_or_zero<std::uint64_t>(first, 16);
	else if (key == "CapEff")
		capabilities.effective = number_or_zero<std::uint64_t>(first, 16);
	else if (key == "CapBnd")
		capabilities.bounding = number_or_zero<std::uint64_t>(first, 16);
	else if (key == "CapAmb")
		capabilities.ambient = number_or_zero<std::uint64_t>(first, 16);
	else if (key == "NoNewPrivs")
		process.no_new_privileges = first == "1";
	else if (key == "Seccomp")
		process.seccomp = number_or_zero<unsigned>(first);
}

void add_once(std::vector<std::string> &list, std::string_view text)
{
	const auto place = std::ranges::lower_bound(list, text);
	if (place == list.end() || *place != text)
		list.emplace(place, text);
}

/** The sixth field; blanks in a path are kept. */
std::string_view mapped_path(std::string_view line) noexcept
{
	for (int field = 0; field < 5; field++) {
		const auto blank = line.find(' ');
		if (blank == line.npos)
			return {};
		line.remove_prefix(std::min(line.find_first_not_of(' ', blank), line.size()));
	}
	return line;
}

} // namespace

std::string_view without_deleted_mark(std::string_view path) noexcept
{
	return path.ends_with(deleted_mark) ? path.substr(0, path.size() - deleted_mark.size())
					    : path;
}

void read_status_text(std::string_view text, ProcessSeen &process)
{
	for (const std::string_view line : split(text, '\n'))
		if (const auto colon = line.find(':'); colon != line.npos)
			read_status_line(
				line.substr(0, colon), strip(line.substr(colon + 1)), process);
}

void read_maps_text(std::string_view text, ProcessSeen &process)
{
	for (const std::string_view line : split(text, '\n')) {
		const auto words = split_blanks(line);
		if (words.size() < 5)
			continue;
		const std::string_view path = mapped_path(line);
		const bool writable = words[1].find('w') != std::string_view::npos;
		const bool executable = words[1].find('x') != std::string_view::npos;
		if (path.starts_with("/SYSV"))
			process.shared_memory = true;
		else if (executable && path.starts_with('/'))
			add_once(process.libraries, without_deleted_mark(path));
		if (writable && executable)
			add_once(process.write_execute, path.starts_with('/')
								? without_deleted_mark(path)
								: std::string_view{});
	}
}

void read_stat_text(std::string_view text, ProcessSeen &process)
{
	/* the name, in brackets, may hold anything */
	const auto bracket = text.rfind(')');
	if (bracket == text.npos)
		return;
	const auto words = split_blanks(strip(text.substr(bracket + 1)));
	constexpr std::size_t nice = 16;
	constexpr std::size_t policy = 38;
	if (words.size() <= policy)
		return;
	process.nice = std::min(process.nice, number_or_zero<int>(words[nice]));
	const int value = number_or_zero<int>(words[policy]);
	constexpr int deadline = 6; /* SCHED_DEADLINE; not in every sched.h */
	process.realtime |= value == SCHED_FIFO || value == SCHED_RR || value == deadline;
}

bool is_writable_by_flags(std::string_view fdinfo) noexcept
{
	constexpr std::string_view key = "flags:";
	const auto start = fdinfo.find(key);
	if (start == fdinfo.npos)
		return false;
	std::string_view value = fdinfo.substr(start + key.size());
	value = strip(value.substr(0, value.find('\n')));
	const auto flags = number_or_zero<unsigned long>(value, 8);
	const auto mode = flags & O_ACCMODE;
	return !(flags & O_PATH) && (mode == O_WRONLY || mode == O_RDWR);
}

std::string_view systemd_control_group(std::string_view text) noexcept
{
	constexpr std::string_view unified_mark = "0::";
	constexpr std::string_view legacy_mark = ":name=systemd:";
	std::string_view legacy;
	while (!text.empty()) {
		const auto newline = text.find('\n');
		const std::string_view line = text.substr(0, newline);
		text.remove_prefix(newline == text.npos ? text.size() : newline + 1);
		const auto at = line.find(legacy_mark);
		if (line.starts_with(unified_mark) && line != "0::/")
			return line.substr(unified_mark.size());
		if (at != line.npos)
			legacy = line.substr(at + legacy_mark.size());
	}
	return legacy;
}

bool is_group_of_unit(std::string_view group, std::string_view unit, bool user_manager) noexcept
{
	bool below_user_manager = false;
	while (!group.empty()) {
		const auto slash = group.find('/');
		const std::string_view part = group.substr(0, slash);
		if (part == unit && below_user_manager == user_manager)
			return true;
		if (part.starts_with("user@") && part.ends_with(".service"))
			below_user_manager = true;
		group.remove_prefix(slash == group.npos ? group.size() : slash + 1);
	}
	return false;
}

/** A unit that processes are in the control group of; slices only hold such. */
static bool has_processes(std::string_view name) noexcept
{
	for (const std::string_view suffix : {".service", ".scope", ".socket", ".mount", ".swap"})
		if (name.size() > suffix.size() && name.ends_with(suffix))
			return true;
	return false;
}

std::string_view unit_of_cgroup(std::string_view path, bool user) noexcept
{
	std::string_view unit;
	while (!path.empty()) {
		const auto slash = std::min(path.find('/'), path.size());
		auto name = path.substr(0, slash);
		path.remove_prefix(std::min(slash + 1, path.size()));
		if (name.starts_with('_'))
			name.remove_prefix(1);
		if (!has_processes(name))
			continue;
		unit = name;
		if (!user || !name.starts_with("user@"))
			break;
	}
	return unit;
}

} // namespace hardenctl
