// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"

#include <sys/types.h>

namespace hardenctl {

/** Whose manager --user means: the caller's, or that of USER in --machine=USER@.host. Throws Error
 * if there is none. */
uid_t user_of_manager(const CommandLine &command_line);

/**
 * With --machine=USER@.host: the variables that say where unit files and the manager of a user are
 * become those of this user, for this process. Throws Error if root has to name a user.
 */
void look_as_user_of_manager(const CommandLine &command_line);

} // namespace hardenctl
