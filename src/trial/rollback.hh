// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/diagnostic.hh"
#include "trial/change-record.hh"
#include "unit/manager-interface.hh"

namespace hardenctl {

/** What `taking back` did, in words for a report. */
struct RollbackResult {
	/** Files that are gone. */
	std::vector<std::string> removed;
	/** ActiveState= at the end; empty if the manager did not say. */
	std::string active_state;
	/** What could not be done; the rest was done nevertheless. */
	Diagnostics problems;
};

/** Starts, restarts or stops it, so that it is as ActiveState= says. Throws Error. */
void restore_unit_state(
	ManagerInterface &manager, const std::string &unit, const std::string &active_state);

/**
 * Restarts a socket whose service was stopped just now: its ports may be taken a moment longer.
 * @return result of the job
 */
std::string restart_companion(ManagerInterface &manager, const std::string &unit);

/** As restore_unit_state(), with that patience. @return did it start? Throws Error. */
bool restore_companion(
	ManagerInterface &manager, const std::string &unit, const std::string &active_state);

/**
 * Undoes what a record lists: the drop-ins, what was to be kept, the directories, then reload, and,
 * if the unit was started or stopped meanwhile, its state. Only once the manager confirms that the
 * units are loaded as before, the timer is stopped and the record removed; else both stay, and a
 * problem says why. Safe to repeat: after a SIGKILL at any moment the next call does the rest.
 * Signals are deferred from here on. Never throws but for lack of memory.
 * @param restore_state bring the unit to its former state, too
 */
RollbackResult roll_back(ManagerInterface &manager, const ChangeRecord &record, bool restore_state);

} // namespace hardenctl
