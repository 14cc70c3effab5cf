// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/settings.hh"
#include "trial/consent.hh"
#include "trial/trial-run.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hardenctl {

struct RepairRequest {
	/** Before any trial. */
	UnitConfig config;
	System system;
	WatchRequest watch;
	unsigned max_rounds = 10;
	/** Keep it below /run. */
	bool at_runtime = false;
};

/** One try: a restart with a drop-in, and what came of it. */
struct RepairRound {
	/** Lines below [Service]. */
	std::vector<std::string> lines;
	Health health;
	/** The best finding on what was denied during it. */
	std::optional<Finding> denied;
};

struct RepairResult {
	std::string unit;
	bool user = false;
	bool is_repaired = false;
	/** The way back is armed: hardenctl confirm keeps it. */
	bool awaits_confirmation = false;
	std::vector<RepairRound> rounds;
	/** What is kept, or was tried last. */
	std::string drop_in;
	/** Where it is kept; empty if it was taken back. */
	std::string path;
	/** If it is repaired: what was seen of it then. */
	std::string seen;
	bool was_used = false;
	/** What is repaired was denied after a start that worked: that it starts proves nothing. */
	bool was_serving = false;
	/** When it is taken back unless it is confirmed, microseconds since the epoch. */
	std::uint64_t confirm_until = 0;
	/** One sentence: why it is not repaired. */
	std::string reason;
	/** Restarts without some of the settings are agreed to, and are what is left. */
	bool is_to_bisect = false;
	/** The command that goes on where no log helps; empty if there is none. */
	std::string next;
	/** What was not tried for want of a yes. */
	std::vector<Opening> openings;
	Diagnostics diagnostics;
};

/** What is agreed to before bisect(): that runs the unit without its restrictions. */
Opening bisect_opening();

using Progress = FunctionRef<void(const RepairRound &round)>;

/**
 * Tries what the diagnosis proposes and `consent` allows, round by round, until the unit is well
 * for the time that the request says and is denied nothing new; then keeps the smallest drop-in
 * that does it. If nothing helps, all is as before. Throws Error and Interrupted; then, too,
 * `change` takes back.
 */
RepairResult repair(UnitTransaction &change, ManagerInterface &manager,
	const RepairRequest &request, const Diagnosis &first, Examine examine, Consent consent,
	Progress progress);

} // namespace hardenctl
