// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"

namespace hardenctl {

/** Throws Error. @return exit status */
int run_trace(const CommandLine &command_line);

} // namespace hardenctl
