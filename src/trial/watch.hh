// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "trial/run-check.hh"
#include "unit/manager-interface.hh"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

struct WatchRequest {
	/** How long the unit must keep running. */
	std::chrono::milliseconds settle{5000};
	/** A program and its arguments that must succeed; empty for none. */
	std::vector<std::string> check;
	/** How long the check may fail before it counts: at least as long as settle. */
	std::chrono::milliseconds check_patience{10000};
	/** Reload it, once it is well; it must still be well. */
	bool reloads = false;
	/** Run one after the other once it is well; each must succeed, and it must still be well.
	 */
	std::vector<std::vector<std::string>> exercises;
};

struct Health {
	bool is_good = false;
	/** "failed (exit-code)", "--check= failed: exit status 1"; empty if it is good. */
	std::string reason;
	/** If it is good, what was seen: "the check succeeds", "it has been running for 5 s". */
	std::string seen;
	/** Was it used, by a check or an exercise? That it runs says little. */
	bool was_used = false;
	/** The last words of the check that failed, not escaped. */
	std::string check_output;
};

/**
 * Watches a unit after its restart: it must stay active without restarting, or end with success,
 * and the check, run again and again, must succeed. Ends early once it is bad. Throws Error if the
 * manager is lost, Interrupted.
 * @param job_result what UnitTransaction::restart() said
 */
Health watch(ManagerInterface &manager, const std::string &unit, const WatchRequest &request,
	std::string_view job_result);

} // namespace hardenctl
