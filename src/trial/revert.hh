// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/diagnostic.hh"
#include "unit/manager-interface.hh"

#include <string>
#include <utility>
#include <vector>

namespace hardenctl {

struct RevertResult {
	std::string unit;
	bool user = false;
	/** Path and what was in it, of each file that is gone. */
	std::vector<std::pair<std::string, std::string>> removed;
	/** ActiveState= now. */
	std::string active_state;
	/** Does the unit still run with what is gone? */
	bool needs_restart = false;
	Diagnostics diagnostics;

	bool found_nothing() const noexcept { return removed.empty() && diagnostics.empty(); }
};

/**
 * Removes all drop-ins of hardenctl's of this unit, reloads, and has the manager confirm it. A
 * change that was not finished is taken back whole: record, timer and the unit's state, too. A
 * record lists what is removed: after a SIGKILL, another revert or the next change does the rest.
 * Throws Error: changed by a hardenctl right now, no permission.
 * @param restart the unit runs without them at once
 */
RevertResult revert(ManagerInterface &manager, const std::string &unit, bool restart);

} // namespace hardenctl
