// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/learn.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "base/text.hh"
#include "explain/lookup-facts.hh"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

namespace hardenctl {

namespace {

constexpr unsigned log_since = 247;
constexpr std::size_t max_cgroup_size = 1 << 16;
/** PROC_PID_INIT_INO of linux/proc_ns.h */
constexpr ino_t first_pid_namespace = 0xEFFFFFFC;

bool sees_all_pids() noexcept
{
	struct stat status {};
	return stat("/proc/self/ns/pid", &status) == 0 && status.st_ino == first_pid_namespace;
}

/** "0::/system.slice/nginx.service" or "1:name=systemd:/system.slice/nginx.service" */
bool is_in_group(std::string_view cgroup_file, std::string_view control_group)
{
	for (const std::string_view line : split(cgroup_file, '\n'))
		if (line.starts_with("0::/") || line.find(":name=systemd:") != line.npos)
			if (path_is_below(line.substr(line.find('/')), control_group))
				return true;
	return false;
}

} // namespace

std::string permissive_drop_in(const std::string &unit, const Sandbox &sandbox)
{
	const SyscallFilter &filter = sandbox.filter();
	if (!filter.is_active())
		throw Error{fmt::format(
			"{} has no SystemCallFilter=: there is nothing to learn.", unit)};
	if (sandbox.system().version() < log_since)
		throw Error{fmt::format(
			"This systemd ({}) has no SystemCallLog=, which came with version {}.",
			sandbox.system().version(), log_since)};
	auto calls = filter.listed_calls();
	/* groups name calls of later kernels; alone, systemd warns of them */
	std::erase_if(calls, [](std::string_view call) { return !is_resolved_here(call); });
	return fmt::format("[Service]\n"
			   "# For a time, what the filter would deny is logged and passes.\n"
			   "SystemCallFilter=\n"
			   "SystemCallLog=\n"
			   "SystemCallLog={}{}\n",
		filter.is_allow_list() ? "~" : "", fmt::join(calls, " "));
}

void LearnedCalls::add(const LoggedCall &logged)
{
	if (!filter_.refuses(logged.call))
		return;
	Seen &seen = calls_[logged.call];
	++seen.count;
	seen.comms.insert(logged.comm);
	foreign_ = foreign_ || logged.arch != 0;
}

std::optional<Edit> LearnedCalls::edit() const
{
	if (calls_.empty())
		return std::nullopt;
	std::string line = "SystemCallFilter=";
	std::string why;
	for (const auto &[call, seen] : calls_) {
		line += fmt::format("{}{}", line.ends_with('=') ? "" : " ", call);
		why += fmt::format(
			"{}{} {}×", why.empty() ? "seen while learning: " : ", ", call, seen.count);
	}
	Edit edit{.scope = Scope::Narrowest, .lines = {line}, .why = std::move(why)};
	edit.drop_in = "[Service]\n" + line + "\n";
	return edit;
}

bool may_be_of_unit(pid_t pid, const std::string &control_group)
{
	if (control_group.empty() || !sees_all_pids())
		return true;
	try {
		return is_in_group(read_file(fmt::format("/proc/{}/cgroup", pid), max_cgroup_size),
			control_group);
	} catch (const Error &) {
		return true;
	}
}

} // namespace hardenctl
