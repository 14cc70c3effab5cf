// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-profiles.hh"

#include "base/error.hh"
#include "cli/output.hh"
#include "report/profile.hh"
#include "unit/unit-files.hh"

namespace hardenctl {

int run_profiles(const CommandLine &command_line)
{
	if (!command_line.arguments.empty())
		throw Error{"profiles takes no argument; `hardenctl tighten --profile=NAME` prints "
			    "one."};
	return write_answer(
		command_line, {}, [&](const ReportStyle &style) { return render_profiles(style); },
		[&](JsonMode json) {
			return render_profiles_json(systemd_version_of(command_line.root), json);
		});
}

} // namespace hardenctl
