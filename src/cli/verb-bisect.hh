// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/change.hh"
#include "cli/command-line.hh"
#include "trial/bisect.hh"

namespace hardenctl {

/** For a unit that may be kept as `keep` says. */
BisectResult bisect_unit(const CommandLine &command_line, ChangeSession &session, bool keep);

/** @return exit status */
int run_bisect(const CommandLine &command_line);

} // namespace hardenctl
