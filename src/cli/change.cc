// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/change.hh"

#include "base/clock.hh"
#include "base/error.hh"
#include "base/escape.hh"
#include "base/remote-shell.hh"
#include "cli/output.hh"
#include "report/bisect.hh"
#include "trial/change-record.hh"
#include "trial/drop-in-name.hh"
#include "trial/login-units.hh"
#include "trial/persistent-drop-in.hh"
#include "unit/unit-files.hh"
#include "unit/unit-name.hh"

#include <cstdio>
#include <fmt/format.h>
#include <utility>

namespace hardenctl {

/** For what logins need, without --confirm=. */
static constexpr std::chrono::seconds login_confirm{120};

void predict_other_machine(const CommandLine &command_line)
{
	const std::string &host = command_line.manager.host;
	if (!host.empty())
		throw Error{fmt::format("Nothing is changed over --host=: log in there, as in "
					"`{} -t sudo hardenctl …`.",
			ssh_in_words(host))};
	const std::string &machine = command_line.manager.machine;
	if (!machine.empty())
		throw Error{fmt::format("Nothing is changed over --machine=: run it there, as in "
					"`machinectl shell {} /usr/bin/hardenctl …`.",
			escape_for_terminal(machine))};
}

ManagerLocation changed_manager(const CommandLine &command_line)
{
	predict_other_machine(command_line);
	if (is_reference_time_fixed())
		throw Error{"Nothing is changed while $HARDENCTL_NOW is set: unset it."};
	if (!command_line.root.empty() || !command_line.log.file.empty() ||
		!command_line.log.directory.empty())
		throw Error{"Only units of this running system can be changed: leave out --root=, "
			    "--log= and --directory=."};
	if (!manager_is_running())
		throw Error{"Nothing can be changed here: no systemd runs this system."};
	check_writable(state_directory(command_line.log.user), false);
	return {.user = command_line.log.user};
}

std::string changed_unit(const CommandLine &command_line, ManagerInterface &manager)
{
	const auto &arguments = command_line.arguments;
	if (arguments.size() > 1)
		throw Error{fmt::format("Only one unit can be changed at a time: {} or {}?",
			arguments[0], arguments[1])};
	if (arguments[0].find('/') != std::string::npos)
		throw Error{fmt::format("{} is a file: give the name of the unit.", arguments[0])};
	const std::string unit = mangle_unit_name(arguments[0]);
	if (const auto name = parse_unit_name(unit); name && name->is_template())
		throw Error{
			fmt::format("{} is a template: give an instance of it, as in {}@NAME.{}.",
				unit, name->prefix, name->type)};
	const UnitState state = manager.state(unit);
	return state.id.empty() ? unit : state.id;
}

SlowNotice slow_notice(const CommandLine &command_line)
{
	return [style = style_of(command_line)](const std::string &sentence) {
		write_diagnostic({Level::Notice, sentence}, style);
	};
}

void check_kept_place(const CommandLine &command_line, const std::string &unit)
{
	const DropInDirectories directories = drop_in_directories(unit, command_line.log.user);
	const bool runtime = command_line.change.runtime;
	check_writable(runtime ? directories.runtime : directories.persistent, !runtime);
}

WatchRequest watch_request(const CommandLine &command_line)
{
	const ChangeOptions &change = command_line.change;
	WatchRequest request{.settle = change.settle,
		.check = command_line.command,
		.check_patience = change.timeout};
	if (change.check.empty())
		return request;
	if (!request.check.empty())
		throw Error{"--check= and a command after -- exclude each other: give one of "
			    "them."};
	request.check = {"/bin/sh", "-c", change.check};
	return request;
}

/** With a place for what is to be kept. */
static std::string kept_unit(const CommandLine &command_line, ManagerInterface &manager)
{
	std::string unit = changed_unit(command_line, manager);
	if (command_line.change.apply)
		check_kept_place(command_line, unit);
	return unit;
}

std::optional<std::string> session_reason(const CommandLine &command_line, const std::string &unit)
{
	return login_reason(unit, session_groups(), command_line.log.user);
}

std::uint64_t time_after(std::chrono::seconds delay) noexcept
{
	constexpr std::uint64_t second = 1'000'000;
	return current_time() / second * second +
	       static_cast<std::uint64_t>(delay.count()) * second;
}

/** Whoever is locked out by a change cannot take it back. */
static void announce_way_back(const CommandLine &command_line, const std::string &reason)
{
	const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(login_confirm);
	const std::string_view when =
		command_line.change.apply
			? "after it works, unless confirmed. Open a new session to try it before "
			  "you confirm; --confirm= sets another time."
			: "after a trial began, should hardenctl be cut off.";
	write_notice(command_line,
		fmt::format("{}, so the service manager rolls the change back {}min {}", reason,
			minutes.count(), when));
}

/** --confirm=; a unit that logins need has none without it. @param reason set of such a one */
static std::chrono::seconds confirm_time(const CommandLine &command_line, const std::string &unit,
	const std::string &companion, std::optional<std::string> &reason)
{
	if (command_line.change.confirm.count() > 0)
		return command_line.change.confirm;
	reason = session_reason(command_line, unit);
	if (!reason)
		reason = session_reason(command_line, companion);
	return reason ? login_confirm : std::chrono::seconds{};
}

static ChangeRequest filled_in(ChangeRequest request, const CommandLine &command_line,
	const std::string &unit, std::chrono::seconds confirm)
{
	request.unit = unit;
	request.confirm = confirm;
	if (command_line.change.apply && !request.companion.empty())
		check_kept_place(command_line, request.companion);
	return request;
}

std::chrono::seconds given_time(const CommandLine &command_line, std::chrono::seconds otherwise)
{
	const auto given = std::chrono::ceil<std::chrono::seconds>(command_line.change.time);
	return given == std::chrono::seconds{0} ? otherwise : given;
}

ChangeSession::ChangeSession(const CommandLine &command_line, const char *verb)
	: ChangeSession(command_line, ChangeRequest{.verb = verb})
{
}

ChangeSession::ChangeSession(const CommandLine &command_line, ChangeRequest request)
	: manager(changed_manager(command_line), &interruption, slow_notice(command_line)),
	  unit(kept_unit(command_line, manager)),
	  confirm(confirm_time(command_line, unit, request.companion, untold_reason)),
	  change(manager, filled_in(std::move(request), command_line, unit, confirm))
{
	for (const Diagnostic &notice : change.notices())
		write_diagnostic(notice, style_of(command_line));
}

void ChangeSession::tell_way_back(const CommandLine &command_line)
{
	if (untold_reason)
		announce_way_back(command_line, *std::exchange(untold_reason, std::nullopt));
}

void show_step(const CommandLine &command_line, const TrialStep &step)
{
	if (!command_line.quiet)
		std::fputs(render_step(step, style_of(command_line)).c_str(), stderr);
}

} // namespace hardenctl
