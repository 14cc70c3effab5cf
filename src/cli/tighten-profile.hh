// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/profile.hh"
#include "cli/command-line.hh"

namespace hardenctl {

/** `hardenctl tighten --profile=NAME [UNIT]`: @return exit status. Throws Error: no such one. */
int print_profile(const CommandLine &command_line);

/** The one that --profile= names. Throws Error if it is for another unit than the arguments. */
const Profile &chosen_profile(const CommandLine &command_line);

} // namespace hardenctl
