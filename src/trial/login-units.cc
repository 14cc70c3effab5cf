// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/login-units.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/text.hh"
#include "process/proc-text.hh"
#include "trial/login-unit-table.hh"
#include "unit/unit-name.hh"

#include <fmt/format.h>
#include <sys/types.h>
#include <unistd.h>

namespace hardenctl {

namespace {

constexpr std::size_t max_proc_size = 1 << 16;
/** As deep as processes are nested at most. */
constexpr unsigned max_ancestors = 1000;

/** The socket of a service that this session runs in starts it anew. */
bool has_service_in(std::string_view group, const UnitName &socket, bool user_manager)
{
	for (const std::string_view part : split(group, '/')) {
		const auto name = parse_unit_name(part);
		if (name && name->type == "service" && name->prefix == socket.prefix &&
			is_group_of_unit(group, part, user_manager))
			return true;
	}
	return false;
}

std::string_view reason_by_name(const UnitName &name)
{
	const auto row = std::ranges::lower_bound(
		login_units, std::string_view{name.prefix}, {}, &LoginUnit::prefix);
	return row != login_units.end() && row->prefix == name.prefix ? row->reason
								      : std::string_view{};
}

/** The value of a line of /proc/PID/status, or 0. */
pid_t parent_of(pid_t pid)
{
	const std::string text = read_file(fmt::format("/proc/{}/status", pid), max_proc_size);
	for (const std::string_view line : split(text, '\n'))
		if (line.starts_with("PPid:"))
			return parse_number<pid_t>(strip(line.substr(5))).value_or(0);
	return 0;
}

} // namespace

std::optional<std::string> login_reason(
	std::string_view unit, std::span<const std::string> groups, bool user_manager)
{
	const auto name = parse_unit_name(unit);
	if (!name)
		return std::nullopt;
	for (const std::string &group : groups) {
		if (unit == "-.slice" || is_group_of_unit(group, unit, user_manager))
			return fmt::format("This session runs in {}", unit);
		if (name->type == "socket" && has_service_in(group, *name, user_manager))
			return fmt::format("This session runs in a service of {}", unit);
	}
	const std::string_view reason = reason_by_name(*name);
	if (reason.empty())
		return std::nullopt;
	return fmt::format("{} {}", unit, reason);
}

std::vector<std::string> session_groups()
{
	std::vector<std::string> groups;
	pid_t pid = getpid();
	try {
		for (unsigned i = 0; pid > 1 && i < max_ancestors; i++, pid = parent_of(pid)) {
			const std::string text =
				read_file(fmt::format("/proc/{}/cgroup", pid), max_proc_size);
			std::string group{systemd_control_group(text)};
			if (std::ranges::find(groups, group) == groups.end())
				groups.push_back(std::move(group));
		}
	} catch (const Error &) {
		// hidden by hidepid=, or just gone: what is known counts
		return groups;
	}
	return groups;
}

} // namespace hardenctl
