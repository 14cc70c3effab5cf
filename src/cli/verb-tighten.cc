// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-tighten.hh"

#include "base/error.hh"
#include "cli/change.hh"
#include "cli/detached-trace.hh"
#include "cli/output.hh"
#include "cli/tighten-advice.hh"
#include "cli/tighten-command.hh"
#include "cli/tighten-evidence.hh"
#include "cli/tighten-profile.hh"
#include "cli/tighten-refresh.hh"
#include "cli/tighten-service.hh"
#include "cli/tighten-trial.hh"
#include "cli/unit-arguments.hh"
#include "report/tighten.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

static void add_unit(const CommandLine &command_line, TightenReport &report,
	DiagnosisContext &context, const UnitArgument &argument)
{
	std::vector<std::string> notes;
	const UnitConfig config = load_service(context, argument, notes);
	TightenAdvice advice = advise_by_evidence(
		command_line, context, config, recordings_of(command_line, config.id));
	if (command_line.change.refresh) {
		Refresh refresh = refresh_of(command_line, config);
		leave_out_what_is_settled(refresh, advice.candidates);
		rate(advice, config, system_of(context.system));
		notes.insert(notes.end(), refresh.notes.begin(), refresh.notes.end());
	}
	advice.notes.insert(advice.notes.begin(), notes.begin(), notes.end());
	add_advice(report, std::move(advice));
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
	if (!command_line.command.empty())
		throw Error("Behind --, there is the check of --trial, or without a unit a command "
			    "to run.");
}

int run_tighten(const CommandLine &command_line)
{
	if (command_line.change.refresh && !command_line.profile.empty())
		throw Error("--refresh compares with a level, not with a profile.");
	if (command_line.arguments.empty() && !command_line.command.empty())
		return tighten_command(command_line);
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
	return write_tightenings(command_line, report);
}

} // namespace hardenctl
