// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-confirm.hh"

#include "cli/change.hh"
#include "cli/output.hh"
#include "report/repair.hh"
#include "trial/confirm.hh"
#include "unit/unit-files.hh"

namespace hardenctl {

int run_confirm(const CommandLine &command_line)
{
	Interruption interruption;
	Manager manager{changed_manager(command_line), &interruption, slow_notice(command_line)};
	const std::string unit = changed_unit(command_line, manager);
	interruption.defer_signals();
	const std::string path = confirm_change(manager, unit);
	return write_outcome(
		command_line, {},
		[&](const ReportStyle &style) { return render_confirmed(unit, path, style); },
		[&](JsonMode json) {
			return render_confirmed_json(unit, path, systemd_version_of(""), json);
		});
}

} // namespace hardenctl
