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

/** Nothing if it may be any of several. */
std::string program_of(
	const Denial &denial, const std::vector<ExecCommand> &commands, const Sandbox &sandbox)
{
	std::vector<std::string> programs;
	for (const ExecCommand &command : commands)
		if (command.program.starts_with('/') && may_be_of(denial, command))
			programs.push_back(command.program);
	const auto refused = std::ranges::find_if(programs, [&](const std::string &program) {
		Operation run = denial.operation;
		run.path = program;
		return std::ranges::any_of(sandbox.predict(run),
			[](const PredictedDenial &predicted) { return predicted.likelihood >= 1; });
	});
	if (refused != programs.end())
		return *refused;
	return programs.size() == 1 ? programs.front() : std::string{};
}

} // namespace

void name_failed_commands(Incident &incident, const UnitConfig &config, const Sandbox &sandbox)
{
	for (Denial &denial : incident.denials)
		if (is_unnamed_program(denial))
			denial.operation.path = program_of(denial, config.commands, sandbox);
}

} // namespace hardenctl
