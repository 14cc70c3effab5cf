// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/tighten-advice.hh"

#include "base/error.hh"
#include "cli/live-manager.hh"
#include "cli/output.hh"
#include "cli/tighten-evidence.hh"
#include "denial/seccomp.hh"
#include "process/collect-runtime-facts.hh"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace hardenctl {

DiagnosisContext open_what_is_there(const CommandLine &command_line, Diagnostics &diagnostics)
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

TightenAdvice advise_by_evidence(const CommandLine &command_line, DiagnosisContext &context,
	const UnitConfig &config, std::span<const Recording> recordings)
{
	const RuntimeFacts runtime =
		collect_runtime_facts(config, {.root = context.search.root,
						      .user_manager = context.search.user,
						      .programs = executed_programs(recordings)});
	std::vector<Denial> denials = denials_of(context, config);
	add_logged_calls(denials, context, runtime);
	return advise_tightening(config, system_of(context.system), runtime, command_line.level,
		{.denials = denials, .recordings = recordings});
}

void add_advice(TightenReport &report, TightenAdvice advice)
{
	for (const Diagnostic &diagnostic : advice.diagnostics)
		report.diagnostics.push_back(diagnostic);
	report.units.push_back(std::move(advice));
}

int write_tightenings(const CommandLine &command_line, const TightenReport &report)
{
	return write_answer(command_line, report.diagnostics, [&](const ReportStyle &style) {
		return command_line.json == JsonMode::Off
			       ? render_tightenings(report, style)
			       : render_tightenings_json(report, command_line.json);
	});
}

} // namespace hardenctl
