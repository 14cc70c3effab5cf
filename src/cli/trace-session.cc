// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/trace-session.hh"

#include "base/clock.hh"
#include "base/error.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "base/rooted-file.hh"
#include "base/text.hh"
#include "cli/traced-user.hh"
#include "observe/control-group.hh"
#include "sandbox/filter-answer.hh"
#include "unit/container.hh"
#include "unit/os-release.hh"

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <sys/utsname.h>
#include <unistd.h>

namespace hardenctl {

namespace {

/** PID 1 of the system or container: it runs in init.scope. */
int manager_process(const CommandLine &command_line)
{
	const std::string &machine = command_line.manager.machine;
	const std::string root = machine.empty() ? std::string{} : container_root(machine);
	/* "/proc/PID/root" */
	const auto parts = split(root, '/');
	return parts.size() > 2 ? parse_number<int>(parts[2]).value_or(1) : 1;
}

std::string without_scope(std::string group)
{
	constexpr std::string_view scope = "/init.scope";
	if (group.ends_with(scope))
		group.erase(group.size() - scope.size());
	return group == "/" ? std::string{} : group;
}

/** Where a user's manager has its groups. */
std::string group_of_user_manager(const CommandLine &command_line)
{
	return fmt::format(
		"/user.slice/user-{0}.slice/user@{0}.service", user_of_manager(command_line));
}

/** As containers are: all their processes have a filter. */
bool is_filtered(int pid)
{
	constexpr std::size_t longest = 1 << 14;
	try {
		const std::string status = read_file(fmt::format("/proc/{}/status", pid), longest);
		return status.find("\nSeccomp:\t0\n") == status.npos;
	} catch (const Error &) {
		return true;
	}
}

/** As the journal has it: of a container, its own. */
std::string hostname(const std::string &root)
{
	if (!root.empty())
		return hostname_in(root);
	utsname name{};
	uname(&name);
	return name.nodename;
}

std::string kernel_release()
{
	utsname name{};
	uname(&name);
	return name.release;
}

/** Outside of the unit's view, where what it is kept from can be seen. */
std::string without_links(const std::string &root, const std::string &path)
{
	if (auto target = resolve_in_root(root, path))
		return *target;
	const auto parent = resolve_in_root(root, std::string{parent_path(path)});
	return parent ? simplify_path(fmt::format("{}/{}", *parent, base_name(path))) : path;
}

/** What a process was, is gone with it: below /proc nothing is concluded. */
bool is_absent(const std::string &root, const std::string &path, const ObservedEvent &seen)
{
	if ((seen.error != ENOENT && seen.error != ENOTDIR) || path_is_below(path, "/proc"))
		return false;
	const std::string needed =
		seen.access == Access::Create ? std::string{parent_path(path)} : path;
	return !resolve_in_root(root, needed);
}

void resolve_links(const std::string &root, std::span<ObservedEvent> observations)
{
	for (ObservedEvent &seen : observations) {
		const bool is_file = seen.path.starts_with('/') && seen.path_is_sure &&
				     seen.what == Observed::Failed && !seen.is_setup;
		if (!is_file)
			continue;
		std::string target = without_links(root, seen.path);
		seen.is_absent = is_absent(root, target, seen);
		if (target != seen.path)
			seen.target = std::move(target);
	}
}

bool has_failed(const UnitState &state, const UnitState &before)
{
	const bool has_result = !state.result.empty() && state.result != "success";
	return state.active_state == "failed" || state.sub_state.starts_with("auto-restart") ||
	       (state.restarts > before.restarts && has_result) ||
	       (state.active_state == "inactive" && has_result);
}

std::uint64_t openings_of_logs(std::span<const ObservedEvent> observations)
{
	std::uint64_t count = 0;
	for (const ObservedEvent &seen : observations)
		if (seen.what == Observed::Used && seen.call.starts_with("open") &&
			path_is_below(seen.path, "/var/log"))
			count += seen.count;
	return count;
}

} // namespace

void require_traceable(const CommandLine &command_line)
{
	if (!command_line.root.empty() || !command_line.manager.host.empty())
		throw Error{"Only units of this system and its containers can be traced: leave out "
			    "--root= and --host=."};
	if (!can_observe())
		throw Error{"This hardenctl was built without libbpf: it cannot trace, only read "
			    "recordings (diagnose --trace=FILE)."};
}

std::string traced_group(const CommandLine &command_line, const UnitState &state)
{
	const std::string top = without_scope(control_group_of(manager_process(command_line)));
	/* a manager without a control group namespace of its own names all of it */
	if (!top.empty() && path_is_below(state.control_group, top))
		return state.control_group;
	if (!state.control_group.empty())
		return top + state.control_group;
	const std::string manager =
		command_line.log.user ? group_of_user_manager(command_line) : std::string{};
	return fmt::format("{}{}{}/{}", top, manager, group_of_slice(state.slice), state.id);
}

TraceSession::TraceSession(
	const CommandLine &command_line, const UnitState &state, const UnitConfig *config)
	: observer_({.control_group = traced_group(command_line, state),
		  .watches_filters = !config || has_filter(Settings{*config, {}}) ||
				     is_filtered(manager_process(command_line))})
{
	const std::string &machine = command_line.manager.machine;
	root_ = machine.empty() ? std::string{} : container_root(machine);
	recording_.unit = state.id;
	recording_.hostname = hostname(root_);
	recording_.kernel = kernel_release();
	recording_.has_capabilities = observer_.sees_capabilities();
	recording_.begin = current_time();
	last_invocation_ = state.invocation;
}

bool TraceSession::take()
{
	bool has_any = false;
	observer_.take([&](ObservedEvent &&seen) {
		has_any = true;
		if (!limit_.admits(seen))
			return false;
		recording_.observations.push_back(std::move(seen));
		return true;
	});
	return has_any;
}

void TraceSession::note(const UnitState &state)
{
	if (state.id != recording_.unit)
		return;
	if (!state.invocation.empty() && state.invocation != last_invocation_)
		recording_.starts++;
	last_invocation_ = state.invocation;
	if (state.is_active() && state.state_changed > recording_.begin &&
		state.state_changed > state.became_active)
		recording_.was_reloaded = true;
}

void TraceSession::look_for_reopened_logs()
{
	const std::uint64_t opened = openings_of_logs(recording_.observations);
	if (opened > opened_logs_ && recording_.starts == starts_then_ && !recording_.from_start)
		recording_.reopened_logs = true;
	opened_logs_ = opened;
	starts_then_ = recording_.starts;
}

void TraceSession::begin_anew()
{
	take();
	recording_.begin = current_time();
	recording_.from_start = true;
}

const Recording &TraceSession::recording(const UnitState &state, const UnitState &before)
{
	take();
	recording_.end = current_time();
	recording_.lost = observer_.lost() + limit_.left_out();
	recording_.used = observer_.used();
	recording_.invocation = state.invocation;
	recording_.result = state.result == "success" ? std::string{} : state.result;
	recording_.outcome = has_failed(state, before) ? TraceOutcome::Failed
			     : state.is_active() || state.active_state == "activating"
				     ? TraceOutcome::Running
				     : TraceOutcome::Ended;
	observer_.count_repeats(recording_.observations);
	look_for_reopened_logs();
	resolve_links(root_, std::span{recording_.observations}.subspan(resolved_));
	resolved_ = recording_.observations.size();
	return recording_;
}

Recording TraceSession::recording_since(
	std::uint64_t since, const UnitState &state, const UnitState &before)
{
	Recording part = recording(state, before);
	part.begin = std::max(part.begin, since);
	part.from_start = true;
	std::erase_if(part.observations,
		[since](const ObservedEvent &seen) { return seen.time < since; });
	return part;
}

void TraceSession::set_check(const std::string &failure)
{
	recording_.was_checked = true;
	recording_.check_failure = failure;
}

} // namespace hardenctl
