// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"

namespace hardenctl {

/** `hardenctl tighten --profile=NAME [UNIT]`: @return exit status. Throws Error: no such one. */
int print_profile(const CommandLine &command_line);

} // namespace hardenctl
