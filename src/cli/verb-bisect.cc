// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-bisect.hh"

#include "base/error.hh"
#include "cli/change.hh"
#include "cli/consent.hh"
#include "cli/diagnosis-context.hh"
#include "cli/output.hh"
#include "cli/trace-trials.hh"
#include "report/bisect.hh"
#include "report/consent.hh"

#include <cstdio>

namespace hardenctl {

BisectResult bisect_unit(const CommandLine &command_line, ChangeSession &session, bool keep)
{
	const std::string &unit = session.unit;
	const DiagnosisContext context = open_diagnosis_context(command_line);
	const BisectRequest request{
		.config = load_unit(context.search, unit),
		.system = context.system,
		.watch = watch_request(command_line),
		.keep = keep,
		.at_runtime = command_line.change.runtime,
		.is_traced = command_line.traces,
	};
	ConsentDialog dialog{command_line, session.interruption};
	TrialExaminer examiner{command_line, session};
	BisectResult result = bisect(
		session.change, session.manager, request,
		[&](std::uint64_t since) { return examiner.examine(since); },
		[&](const ProposedChange &change) { return dialog.ask(change); },
		[&](const TrialStep &step) {
			if (step.number > 0)
				session.tell_way_back(command_line);
			show_step(command_line, step);
		});
	result.user = command_line.log.user;
	return result;
}

int run_bisect(const CommandLine &command_line)
{
	if (!command_line.trace.empty())
		throw Error{"bisect tries by itself: give --trace without a file."};
	ChangeSession session{command_line, "bisect"};
	BisectResult result = bisect_unit(command_line, session, command_line.change.apply);
	result.confirm_until = session.confirm_until();
	Diagnostics told = result.diagnostics;
	if (result.verdict != BisectVerdict::Flaky)
		told.push_back({Level::Notice, result.summary});
	if (!result.openings.empty())
		std::fputs(
			render_openings(result.openings, style_of(command_line)).c_str(), stderr);
	const int status = write_outcome(
		command_line, told,
		[&](const ReportStyle &style) { return render_bisect(result, style); },
		[&](JsonMode json) {
			return render_bisect_json(result, systemd_version_of(""), json);
		});
	const bool is_repaired = !command_line.change.apply || !result.path.empty();
	return is_repaired ? status : EXIT_FAILURE;
}

} // namespace hardenctl
