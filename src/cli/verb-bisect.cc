// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-bisect.hh"

#include "base/error.hh"
#include "cli/change.hh"
#include "cli/examination.hh"
#include "cli/output.hh"
#include "report/bisect.hh"

#include <cstdio>

namespace hardenctl {

static BisectResult search(const CommandLine &command_line, Manager &manager, LiveChange &change,
	const std::string &unit)
{
	const Examination examination = open_examination(command_line);
	const BisectRequest request{
		.config = load_unit(examination.search, unit),
		.system = examination.system,
		.watch = watch_request(command_line),
		.keep = command_line.change.apply,
		.at_runtime = command_line.change.runtime,
	};
	return bisect(
		change, manager, request,
		[&](std::uint64_t since) { return diagnose_since(command_line, unit, since); },
		[&](const TrialStep &step) {
			if (!command_line.quiet)
				std::fputs(
					render_step(step, style_of(command_line)).c_str(), stderr);
		});
}

int run_bisect(const CommandLine &command_line)
{
	Interruption interruption;
	Manager manager{changed_manager(command_line), &interruption};
	const std::string unit = changed_unit(command_line, manager);
	if (command_line.change.apply)
		check_kept_place(command_line, unit);
	// First of all: it takes back what a killed one left, and that is not to be searched.
	LiveChange change{
		manager, {.unit = unit, .verb = "bisect", .confirm = command_line.change.confirm}};
	for (const Diagnostic &notice : change.notices())
		write_diagnostic(notice, style_of(command_line));
	const BisectResult result = search(command_line, manager, change, unit);
	Diagnostics told = result.diagnostics;
	if (result.verdict != BisectVerdict::Flaky)
		told.push_back({Level::Notice, result.summary});
	const int status = write_answer(command_line, told, [&](const ReportStyle &style) {
		return command_line.json == JsonMode::Off
			       ? render_bisect(result, style)
			       : render_bisect_json(
					 result, systemd_version_of(""), command_line.json);
	});
	const bool is_repaired = !command_line.change.apply || !result.path.empty();
	return is_repaired ? status : EXIT_FAILURE;
}

} // namespace hardenctl
