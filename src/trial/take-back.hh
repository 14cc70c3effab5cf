// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/diagnostic.hh"
#include "trial/change-record.hh"
#include "unit/manager.hh"

namespace hardenctl {

/** What `taking back` did, in words for a report. */
struct TakenBack {
	/** Files that are gone. */
	std::vector<std::string> removed;
	/** ActiveState= at the end; empty if the manager did not say. */
	std::string active_state;
	/** What could not be done; the rest was done nevertheless. */
	Diagnostics problems;
};

/**
 * Undoes what a record tells: the drop-in, its folders, reload, and, if the unit was started or
 * stopped meanwhile, its state; then the timer and the record itself. Safe to repeat: after a
 * SIGKILL at any moment the next call does the rest. Never throws but for lack of memory.
 * @param restore_state bring the unit to its former state, too
 */
TakenBack take_back(Manager &manager, const ChangeRecord &record, bool restore_state);

} // namespace hardenctl
