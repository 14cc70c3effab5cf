// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"
#include "report/show.hh"

namespace hardenctl {

/** What these units set, with the defaults if `all`; what cannot be shown is a diagnostic. */
ShownUnits shown_units(
	const CommandLine &command_line, const std::vector<std::string> &units, bool all);

/** @return exit status */
int run_show(const CommandLine &command_line);

} // namespace hardenctl
