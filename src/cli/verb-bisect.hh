// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"

namespace hardenctl {

/** @return exit status */
int run_bisect(const CommandLine &command_line);

} // namespace hardenctl
