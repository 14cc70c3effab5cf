// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "process/runtime-facts.hh"

#include <set>
#include <string>
#include <vector>

namespace hardenctl {

/** What the file of a program gives it; nothing of a file that is not there. */
ProgramSeen look_at_program(const std::string &root, const std::string &path);

/**
 * Directories directly below /var/lib, /var/log, /var/cache, /var/spool and /run that belong to one
 * of these users (root is left out) or have one of these names, and /run itself if a PID file of
 * such a name is in it; sorted.
 */
std::vector<std::string> find_own_directories(
	const std::string &root, const std::set<uid_t> &users, const std::set<std::string> &names);

} // namespace hardenctl
