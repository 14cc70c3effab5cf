// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/failed-command.hh"

#include <algorithm>

namespace hardenctl {

namespace {

bool is_unnamed_program(const Denial &denial) noexcept
{
	return denial.source == Source::Manager &&
	       denial.operation.kind == OperationKind::Execute && denial.operation.path.empty() &&
	       denial.operation.is_status_alone;
}

/** By the journal's COMMAND=, else by what the manager calls the process. */
bool may_be_of(const Denial &denial, const ExecCommand &command)
{
	if (!denial.command.empty())
		return command.setting == denial.command;
	const bool is_main = command.setting == "ExecStart";
	return std::ranges::any_of(denial.evidence, [is_main](const Evidence &evidence) {
		return evidence.message.find(is_main ? "Main process" : "Control process") !=
		       evidence.message.npos;
	});
}

} // namespace

void name_failed_commands(Incident &incident, const UnitConfig &config, const Sandbox &sandbox)
{
	for (Denial &denial : incident.denials) {
		if (!is_unnamed_program(denial))
			continue;
		Operation run = denial.operation;
		for (const ExecCommand &command : config.commands) {
			if (!command.program.starts_with('/') || !may_be_of(denial, command))
				continue;
			run.path = command.program;
			const bool is_refused = std::ranges::any_of(
				sandbox.predict(run), [](const PredictedDenial &predicted) {
					return predicted.likelihood >= 1;
				});
			if (is_refused || denial.operation.path.empty())
				denial.operation.path = run.path;
			if (is_refused)
				break;
		}
	}
}

} // namespace hardenctl
