// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry.hh"

#include <optional>
#include <string_view>

namespace hardenctl {

/**
 * Does a setuid helper (sudo, su, ping, mount, crontab) say that it got no power although it is
 * installed with it? That is what NoNewPrivileges= and nosuid mounts look like from inside.
 */
bool reports_missing_setuid(std::string_view line);

/** "Only root may run this", "You must run this program as … (postgres) or root": it is not. */
bool demands_identity(std::string_view line);

/** A capability that the line names as missing, a number as in linux/capability.h. */
std::optional<unsigned> missing_capability(std::string_view line);

/**
 * The capability that what the line is about takes, where no path and no system call tells it:
 * "audit_log_acct_message() failed". A number as in linux/capability.h.
 */
std::optional<unsigned> capability_of_subject(std::string_view line);

/** Is it a program that works by its setuid or setgid bit, or its file capabilities? */
bool is_setuid_helper(const Entry &entry, std::string_view line);

} // namespace hardenctl
