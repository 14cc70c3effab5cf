// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"

namespace hardenctl {

/** `tighten --trial`. @return exit status */
int try_tightening(const CommandLine &command_line);

} // namespace hardenctl
