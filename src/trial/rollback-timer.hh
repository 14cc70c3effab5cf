// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "trial/change-record.hh"
#include "unit/manager-interface.hh"

namespace hardenctl {

/** Added to --confirm= while a unit is tried: it counts from when hardenctl says that it is well.
 */
inline constexpr std::chrono::seconds trial_grace{10};

/** "hardenctl-way-back-UNIT-2" after "…-1": two names take turns. */
std::string next_timer_name(const std::string &unit, const std::string &last);

/**
 * Removes the drop-in, reloads and brings the unit to its former state, by programs with absolute
 * paths: hardenctl need not be alive, nor installed.
 */
TransientTimer rollback_timer(const ChangeRecord &record, bool user, std::chrono::seconds delay);

/**
 * Stops a timer. @return false if its service had begun: then that has ended now. Throws Error.
 */
bool disarm(ManagerInterface &manager, const std::string &timer);

/** Both that a unit can have: a SIGKILL between them leaves the one that the record does not name.
 */
bool disarm_all(ManagerInterface &manager, const std::string &unit);

/** "nginx.service waits for …: hardenctl confirm keeps it, revert takes it back." */
std::string unfinished_in_words(const ChangeRecord &record, bool user);

} // namespace hardenctl
