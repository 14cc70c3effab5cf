// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"

namespace hardenctl {

/**
 * `tighten -- COMMAND`: a service of the manager runs it, for --for=, until it ends or Ctrl-C, and
 * is traced; prints what a unit for it can be hardened with. Throws Error: no such program, the
 * kernel or the manager refuses. @return exit status
 */
int tighten_command(const CommandLine &command_line);

} // namespace hardenctl
