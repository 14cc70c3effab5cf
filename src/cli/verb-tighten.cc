// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-tighten.hh"

#include "base/error.hh"
#include "cli/change.hh"
#include "cli/detached-trace.hh"
#include "cli/live-manager.hh"
#include "cli/output.hh"
#include "cli/tighten-evidence.hh"
#include "cli/tighten-profile.hh"
#include "cli/tighten-refresh.hh"
#include "cli/tighten-service.hh"
#include "cli/tighten-trial.hh"
#include "cli/unit-arguments.hh"
#include "denial/seccomp.hh"
#include "process/collect-runtime-facts.hh"
#include "report/tighten.hh"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace hardenctl {

/** Unit files always; the log where there is one. */
static DiagnosisContext open_what_is_there(
	const CommandLine &command_line, Diagnostics &diagnostics)
{
	try {
		return open_diagnosis_context(command_line);
	} catch (const Error &error) {
		diagnostics.push_back(
			{Level::Notice, fmt::format("Without the journal: {}", error.what())});
	}
	const unsigned version = systemd_version_of(command_line.root);
	const bool user = command_line.log.user;
	DiagnosisContext context;
	context.search = {.root = command_line.root, .user = user, .systemd_version = version};
	context.system = {.systemd_version = version,
		.user_manager = user,
		.installed_groups = command_line.root.empty() ? context.groups.get() : nullptr};
	context.manager = connect_manager(command_line, context.remarks);
	return context;
}

static std::vector<Denial> denials_of(DiagnosisContext &context, const UnitConfig &config)
{
	std::vector<Denial> denials;
	if (!context.log)
		return denials;
	for (Incident &incident : collect_incidents(*context.log, config.id, config, context.span))
		for (Denial &denial : incident.denials)
			denials.push_back(std::move(denial));
	return denials;
}

/** What SystemCallLog= has recorded of processes that still run. */
static void add_logged_calls(
	std::vector<Denial> &denials, DiagnosisContext &context, const RuntimeFacts &runtime)
{
	if (!context.log || runtime.processes.empty())
		return;
	std::set<std::string> calls;
	const Query query{.select = Select::Kernel, .boot_id = context.log->newest_boot()};
	context.log->visit(query, [&](const Entry &entry) {
		const auto logged = detect_logged_call(entry);
		if (logged && std::ranges::find(runtime.processes, logged->pid,
				      &ProcessSeen::pid) != runtime.processes.end())
			calls.insert(logged->call);
		return true;
	});
	for (const std::string &call : calls)
		denials.push_back({.operation = {.kind = OperationKind::SystemCall,
					   .call = call,
					   .call_is_exact = true}});
}

static void add_unit(const CommandLine &command_line, TightenReport &report,
	DiagnosisContext &context, const UnitArgument &argument)
{
	std::vector<std::string> notes;
	const UnitConfig config = load_service(context, argument, notes);
	const System system = system_of(context.system);
	const std::vector<Recording> recordings = recordings_of(command_line, config.id);
	const RuntimeFacts runtime =
		collect_runtime_facts(config, {.root = context.search.root,
						      .user_manager = context.search.user,
						      .programs = executed_programs(recordings)});
	std::vector<Denial> denials = denials_of(context, config);
	add_logged_calls(denials, context, runtime);
	TightenAdvice advice = advise_tightening(config, system, runtime, command_line.level,
		{.denials = denials, .recordings = recordings});
	if (command_line.change.refresh) {
		Refresh refresh = refresh_of(command_line, config);
		leave_out_what_is_settled(refresh, advice.candidates);
		rate(advice, config, system);
		notes.insert(notes.end(), refresh.notes.begin(), refresh.notes.end());
	}
	advice.notes.insert(advice.notes.begin(), notes.begin(), notes.end());
	report.units.push_back(std::move(advice));
	const Diagnostics &seen = report.units.back().diagnostics;
	report.diagnostics.insert(report.diagnostics.end(), seen.begin(), seen.end());
}

/** One wrong argument does not keep the others from being answered. */
static void add_argument(const CommandLine &command_line, TightenReport &report,
	DiagnosisContext &context, const std::string &argument)
{
	try {
		for (const UnitArgument &unit : expand_argument(context, argument))
			add_unit(command_line, report, context, unit);
	} catch (const Error &error) {
		report.diagnostics.push_back({Level::Error, error.what()});
	}
}

/** They say how a trial goes. */
static void check_no_trial(const CommandLine &command_line)
{
	const ChangeOptions &change = command_line.change;
	if (change.apply || !change.check.empty() || !change.exercises.empty())
		throw Error("Only what was tried can be applied: give --trial, too.");
}

int run_tighten(const CommandLine &command_line)
{
	if (command_line.change.refresh && !command_line.profile.empty())
		throw Error("--refresh compares with a level, not with a profile.");
	if (command_line.change.detach)
		return start_detached_trace(command_line);
	if (command_line.change.trial)
		return try_tightening(command_line);
	check_no_trial(command_line);
	if (!command_line.profile.empty())
		return print_profile(command_line);
	// it reads /proc
	predict_other_machine(command_line);
	TightenReport report;
	DiagnosisContext context = open_what_is_there(command_line, report.diagnostics);
	report.systemd_version = context.search.systemd_version;
	for (const std::string &argument : command_line.arguments)
		add_argument(command_line, report, context, argument);
	return write_answer(command_line, report.diagnostics, [&](const ReportStyle &style) {
		return command_line.json == JsonMode::Off
			       ? render_tightenings(report, style)
			       : render_tightenings_json(report, command_line.json);
	});
}

} // namespace hardenctl
