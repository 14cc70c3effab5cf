// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-list.hh"

#include "base/error.hh"
#include "cli/live-manager.hh"
#include "cli/output.hh"
#include "cli/unit-arguments.hh"

#include <set>

namespace hardenctl {

/** One unreadable unit is a warning; the others are listed. */
static void add_unit(Report &report, Examination &examination, const std::string &unit)
{
	try {
		const UnitConfig config = load_examined(examination, unit);
		for (Diagnosis &diagnosis : examine(examination, unit, config))
			if (diagnosis.verdict != Verdict::Clean)
				report.diagnoses.push_back(std::move(diagnosis));
	} catch (const Error &error) {
		report.diagnostics.push_back({Level::Warning, error.what()});
	}
}

int run_list(const CommandLine &command_line)
{
	Examination examination = open_examination(command_line);
	Report report = start_report(examination, command_line);
	std::set<std::string> seen;
	for (const Suspect &suspect : find_suspects(*examination.log, examination.span))
		if (is_selected(command_line.arguments, suspect.unit) &&
			seen.insert(suspect.unit).second)
			add_unit(report, examination, suspect.unit);
	sort_worst_first(report.diagnoses);
	if (command_line.lines && *command_line.lines < report.diagnoses.size())
		report.diagnoses.resize(*command_line.lines);
	report.diagnostics.insert(report.diagnostics.end(), examination.log->diagnostics().begin(),
		examination.log->diagnostics().end());
	return write_report(command_line, report, render_list);
}

} // namespace hardenctl
