// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-learn.hh"

#include "advice/drop-in.hh"
#include "base/clock.hh"
#include "base/error.hh"
#include "cli/change.hh"
#include "cli/output.hh"
#include "journal/journal-files.hh"
#include "report/learned.hh"
#include "trial/learn-session.hh"
#include "trial/unit-transaction.hh"
#include "unit/unit-files.hh"

#include <csignal>
#include <fmt/format.h>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;

/** A filter that stays permissive because somebody forgot it is worse than none. */
constexpr std::chrono::seconds longest_without_process = 1h;
constexpr std::chrono::milliseconds no_limit = 24h * 365;

/** The unit as it is without a trial, and what its filter refuses. */
struct Subject {
	UnitConfig config;
	Sandbox sandbox;
	LearnedCalls learned{sandbox.filter()};

	static System system(bool user)
	{
		return {.systemd_version = systemd_version_of(""), .user_manager = user};
	}
	Subject(const std::string &unit, bool user)
		: config(load_unit(
			  {.user = user, .systemd_version = systemd_version_of("")}, unit)),
		  sandbox(config, system(user))
	{
	}
	Subject(const Subject &) = delete;
	Subject &operator=(const Subject &) = delete;
};

int report(const CommandLine &command_line, const Subject &subject, Diagnostics diagnostics)
{
	LearnedFilter result{
		.unit = subject.config.id,
		.systemd_version = subject.sandbox.system().version(),
		.calls = subject.learned.calls(),
	};
	if (const auto edit = subject.learned.edit())
		result.drop_in = compose_drop_in(
			subject.config, subject.sandbox.system(), std::span{&*edit, 1});
	else
		diagnostics.push_back({Level::Notice,
			fmt::format("Nothing was logged that the filter of {} would have denied.",
				result.unit)});
	if (subject.learned.has_foreign())
		diagnostics.push_back({Level::Warning,
			"Some calls were of another architecture's ABI: SystemCallArchitectures= "
			"decides on these, too."});
	result.diagnostics = diagnostics;
	return write_outcome(
		command_line, diagnostics,
		[&](const ReportStyle &style) { return render_learned(result, style); },
		[&](JsonMode json) { return render_learned_json(result, json); });
}

/** Ends early at Ctrl-C, which is the usual way. */
void listen(LearnSession &session, Interruption &interruption, const CommandLine &command_line,
	const std::string &control_group)
try {
	const auto time = command_line.change.time;
	session.listen(interruption, time == 0ms ? no_limit : time, control_group);
} catch (const Interrupted &) {
	// What was learned is to be printed.
}

/** Better said before the unit is restarted. */
void require_kernel_log(const CommandLine &command_line)
{
	const auto log = open_log(command_line.log);
	for (const Diagnostic &diagnostic : log->diagnostics())
		if (diagnostic.message.ends_with(permission_hint()))
			throw Error{"Nothing can be learned without the kernel's log: " +
				    permission_hint() + '.'};
}

/** Without a process, or if this one, or the connection to it, may be lost by the restart. */
std::chrono::seconds confirm_time_of(const CommandLine &command_line, const std::string &unit)
{
	return session_reason(command_line, unit)
		       ? given_time(command_line, longest_without_process)
		       : 0s;
}

void start(UnitTransaction &change, const Subject &subject, Diagnostics &diagnostics)
{
	change.apply(permissive_drop_in(subject.config.id, subject.sandbox));
	if (const std::string job = change.restart(); job != "done")
		diagnostics.push_back({Level::Warning,
			fmt::format("The start of {} ended with '{}', for another reason than its "
				    "system call filter.",
				subject.config.id, job)});
}

int learn_in_foreground(const CommandLine &command_line)
{
	Interruption interruption;
	Manager manager{changed_manager(command_line), &interruption, slow_notice(command_line)};
	const std::string unit = changed_unit(command_line, manager);
	UnitTransaction change{manager,
		{.unit = unit, .verb = "learn", .confirm = confirm_time_of(command_line, unit)}};
	Subject subject{unit, command_line.log.user};
	Diagnostics diagnostics = change.notices();
	LearnSession session{subject.learned};
	if (!session.has_socket())
		require_kernel_log(command_line);
	const std::uint64_t since = current_time();
	start(change, subject, diagnostics);
	const std::string control_group = manager.state(unit).control_group;
	write_notice(command_line, fmt::format("{} runs with its filter logging only. Exercise it, "
					       "then press Ctrl-C.",
					   unit));
	listen(session, interruption, command_line, control_group);
	interruption.defer_signals();
	session.take_rest(control_group);
	std::optional<Diagnostic> losses = session.losses();
	if (!session.has_socket())
		losses = learn_from_log(
			subject.learned, *open_log(command_line.log), since, control_group);
	if (losses)
		diagnostics.push_back(*losses);
	for (const Diagnostic &problem : change.roll_back().problems)
		diagnostics.push_back(problem);
	return report(command_line, subject, diagnostics);
}

int learn_detached(const CommandLine &command_line)
{
	Interruption interruption;
	Manager manager{changed_manager(command_line), &interruption, slow_notice(command_line)};
	const std::string unit = changed_unit(command_line, manager);
	const auto time = given_time(command_line, longest_without_process);
	require_kernel_log(command_line);
	UnitTransaction change{manager, {.unit = unit, .verb = "learn", .confirm = time}};
	const Subject subject{unit, command_line.log.user};
	Diagnostics diagnostics = change.notices();
	start(change, subject, diagnostics);
	change.leave_learning();
	return write_outcome(command_line, diagnostics, [&](const ReportStyle &style) {
		return render_learning(unit, command_line.log.user, time_after(time), style);
	});
}

/** One in the foreground prints for itself. */
int stop_other(const CommandLine &command_line, const std::string &unit)
{
	const pid_t pid = signal_lock_holder(unit, command_line.log.user, SIGINT);
	write_notice(
		command_line, fmt::format("Asked PID {} to stop; it will print its result.", pid));
	return EXIT_SUCCESS;
}

int stop_learning(const CommandLine &command_line)
{
	Interruption interruption;
	Manager manager{changed_manager(command_line), &interruption, slow_notice(command_line)};
	const std::string unit = changed_unit(command_line, manager);
	const bool user = command_line.log.user;
	const auto record = read_change_record(unit, user);
	if (!record || record->verb != "learn")
		throw Error{fmt::format("No learning session is active for {}.", unit)};
	if (is_unit_locked(unit, user))
		return stop_other(command_line, unit);
	const UnitLock lock{unit, user};
	const std::string control_group = manager.state(unit).control_group;
	Diagnostics diagnostics = roll_back(manager, *record, true).problems;
	Subject subject{unit, user};
	if (const auto losses = learn_from_log(
		    subject.learned, *open_log(command_line.log), record->since, control_group))
		diagnostics.push_back(*losses);
	return report(command_line, subject, diagnostics);
}

} // namespace

int run_learn(const CommandLine &command_line)
{
	if (command_line.change.stop)
		return stop_learning(command_line);
	return command_line.change.detach ? learn_detached(command_line)
					  : learn_in_foreground(command_line);
}

} // namespace hardenctl
