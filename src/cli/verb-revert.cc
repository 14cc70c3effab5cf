// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-revert.hh"

#include "cli/change.hh"
#include "cli/output.hh"
#include "report/repair.hh"
#include "unit/unit-files.hh"

namespace hardenctl {

int run_revert(const CommandLine &command_line)
{
	Interruption interruption;
	Manager manager{changed_manager(command_line), &interruption, slow_notice(command_line)};
	const std::string unit = changed_unit(command_line, manager);
	// What it does is short, and half of it is worse than none.
	interruption.defer_signals();
	const RevertResult result = revert(manager, unit, command_line.change.restart);
	return write_outcome(
		command_line, result.diagnostics,
		[&](const ReportStyle &style) { return render_revert(result, style); },
		[&](JsonMode json) {
			return render_revert_json(result, systemd_version_of(""), json);
		});
}

} // namespace hardenctl
