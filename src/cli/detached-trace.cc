// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/detached-trace.hh"

#include "advice/diagnose-recording.hh"
#include "advice/trace-coverage.hh"
#include "base/error.hh"
#include "base/path.hh"
#include "cli/change.hh"
#include "cli/diagnosis-context.hh"
#include "cli/output.hh"
#include "cli/trace-session.hh"
#include "cli/unit-arguments.hh"
#include "observe/recording.hh"
#include "report/hosts.hh"
#include "report/time-words.hh"
#include "report/tracing.hh"
#include "trial/drop-in-name.hh"
#include "trial/state-directory.hh"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <span>
#include <unistd.h>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;

/** A trace that goes on because somebody forgot it costs each call a little. */
constexpr std::chrono::seconds longest_unless_told = 7 * 24h;
/** For its end, before the manager ends it. */
constexpr std::chrono::seconds grace = 1min;

/** /var/lib/hardenctl, or the user's; it outlives a reboot. */
std::string trace_directory(bool user)
{
	return (user ? user_directory("XDG_STATE_HOME", "HOME", "/.local/state") : "/var/lib") +
	       "/hardenctl";
}

std::string trace_path(const std::string &unit, bool user)
{
	return fmt::format("{}/{}.trace", trace_directory(user), unit);
}

std::string service_name(const std::string &unit)
{
	return fmt::format(
		"hardenctl-trace-{}{}", unit, unit.ends_with(".service") ? "" : ".service");
}

std::string own_program()
{
	std::error_code error;
	const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
	if (error)
		throw Error{error.value(), "Cannot read /proc/self/exe"};
	return path;
}

void make_trace_directory(bool user)
{
	const std::string directory = trace_directory(user);
	std::error_code error;
	std::filesystem::create_directories(std::string{parent_path(directory)}, error);
	make_own_directory(directory);
}

/** What the service would not do. */
void refuse_options(const CommandLine &command_line)
{
	if (!command_line.manager.machine.empty())
		throw Error{"The units of a container or of another user are traced in the "
			    "foreground: leave out --detach and --stop, or --machine=."};
	if (!command_line.command.empty() || !command_line.change.check.empty())
		throw Error{"--detach tries nothing: leave out the check."};
	if (!command_line.record.empty() || command_line.follow)
		throw Error{"--detach saves what it sees by itself: leave out --record= and "
			    "--follow."};
}

TransientService service_of(
	const std::string &unit, bool user, std::chrono::seconds time, const std::string &record)
{
	TransientService service{.name = service_name(unit),
		.description = "hardenctl traces " + unit,
		.words = {own_program(), "trace", "--quiet", "--no-pager",
			fmt::format("--for={}s", time.count()), "--record=" + record},
		.longest = time + grace};
	if (user)
		service.words.emplace_back("--user");
	service.words.push_back(unit);
	return service;
}

void start(Manager &manager, Interruption &interruption, const TransientService &service)
try {
	if (manager.start_service(service) != "done")
		throw Error{fmt::format("{} does not start: `journalctl -u {}` says why.",
			service.name, service.name)};
} catch (const Interrupted &) {
	interruption.defer_signals();
	manager.stop(service.name);
	throw;
}

void restart(Manager &manager, const std::string &unit, Diagnostics &diagnostics)
{
	manager.reset_failed(unit);
	if (const std::string job = manager.restart(unit); job != "done")
		diagnostics.push_back({Level::Warning,
			fmt::format("The start of {} ended with '{}'.", unit, job)});
}

Diagnostics remarks_on(const Recording &recording, const UnitConfig &config, bool was_running)
{
	Diagnostics remarks;
	const std::uint64_t end = std::max(recording.begin, recording.end);
	remarks.push_back({Level::Notice,
		fmt::format("It was traced for {}{}.", duration(end - recording.begin),
			was_running ? "" : "; that had ended before")});
	if (const std::string missing = never_seen(config, std::span{&recording, 1});
		!missing.empty())
		remarks.push_back({Level::Notice, missing});
	return remarks;
}

int print_trace(const CommandLine &command_line, const Recording &recording, bool was_running)
{
	DiagnosisContext context = open_diagnosis_context(command_line, LogUse::None);
	const UnitConfig config = load_argument(context, {.unit = recording.unit, .path = {}});
	Report report = start_report(context, command_line);
	report.source = "the kernel";
	for (Diagnostic &remark : remarks_on(recording, config, was_running))
		report.diagnostics.push_back(std::move(remark));
	report.diagnoses.push_back(diagnose_recording(recording, config, context.system));
	return write_report(command_line, report, render_diagnoses);
}

} // namespace

int start_detached_trace(const CommandLine &command_line)
{
	refuse_options(command_line);
	const bool user = command_line.log.user;
	Interruption interruption;
	Manager manager{changed_manager(command_line), &interruption, slow_notice(command_line)};
	const std::string unit = changed_unit(command_line, manager);
	const UnitState state = manager.state(unit);
	if (state.load_state == "not-found")
		throw Error{fmt::format("There is no unit {}.", unit)};
	/* what keeps it from being traced is better said here than in the journal */
	TraceSession{command_line, state};
	if (manager.state(service_name(unit)).is_active())
		throw Error{
			fmt::format("{} is being traced: `hardenctl trace {} --stop` ends that.",
				unit, as_argument(unit, user))};
	make_trace_directory(user);
	const auto time = given_time(command_line, longest_unless_told);
	start(manager, interruption, service_of(unit, user, time, trace_path(unit, user)));
	Diagnostics diagnostics;
	if (command_line.change.restart)
		restart(manager, unit, diagnostics);
	return write_outcome(command_line, diagnostics, [&](const ReportStyle &style) {
		return render_tracing(unit, user, time_after(time), style);
	});
}

int stop_detached_trace(const CommandLine &command_line)
{
	refuse_options(command_line);
	const bool user = command_line.log.user;
	Interruption interruption;
	Manager manager{changed_manager(command_line), &interruption, slow_notice(command_line)};
	const std::string unit = changed_unit(command_line, manager);
	const bool is_running = manager.state(service_name(unit)).is_active();
	if (is_running)
		manager.stop(service_name(unit));
	const auto recording = saved_trace(unit, user);
	if (!recording)
		throw Error{fmt::format("{} is not being traced: `hardenctl trace {} --detach` "
					"begins that.",
			unit, as_argument(unit, user))};
	return print_trace(command_line, *recording, is_running);
}

std::optional<Recording> saved_trace(const std::string &unit, bool user)
{
	const std::string path = trace_path(unit, user);
	if (!check_own_directory(trace_directory(user)) || access(path.c_str(), F_OK) < 0)
		return std::nullopt;
	Recording recording = read_recording(path);
	if (recording.unit != unit)
		throw Error{fmt::format("{} is of another unit.", path)};
	return recording;
}

} // namespace hardenctl
