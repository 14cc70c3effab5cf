// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/diagnose.hh"
#include "advice/tighten.hh"
#include "trial/trial-run.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hardenctl {

/** What it does not work with. */
struct DroppedLine {
	std::string line;
	/** One sentence without its full stop. */
	std::string reason;
};

struct TightenRequest {
	/** Before any trial; the unit runs with it, and is well. */
	UnitConfig config;
	SystemFacts system;
	WatchRequest watch;
	/** What advise_tightening() says of it, or the restrictions of a profile. */
	std::vector<Candidate> candidates;
	/** Lines below [Service] that all trials and the result have: what makes room in a profile.
	 */
	std::string always;
	/** Where they are from: "profile nginx, version 1", "level safe". */
	std::string origin;
	/** To be told in the drop-in, one sentence each. */
	std::vector<std::string> notes;
	/** Known before any trial. */
	std::vector<DroppedLine> left_out;
	/** Let the drop-in stay. */
	bool keep = false;
	/** Keep it below /run. */
	bool at_runtime = false;
};

struct TightenResult {
	std::string unit;
	bool user = false;
	/** Restarts, without the one that puts all back. */
	unsigned trials = 0;
	std::optional<unsigned> exposure_before;
	std::optional<unsigned> exposure_after;
	std::vector<DroppedLine> dropped;
	/** The tightest that was seen to work; empty if nothing can be added. */
	std::string drop_in;
	/** What the change has of another unit that goes with it; the caller knows. */
	std::string companion;
	std::string companion_drop_in;
	/** Where it is kept; empty if all is as before. */
	std::string path;
	bool awaits_confirmation = false;
	/** When it is taken back unless it is confirmed, microseconds since the epoch. */
	std::uint64_t confirm_until = 0;
	/** What nobody has tried with it, one sentence each. */
	std::vector<std::string> not_exercised;
	/** One sentence. */
	std::string summary;
	Diagnostics diagnostics;
};

/** Was the unit reloaded since then (microseconds since the epoch), by its log? */
using WasReloaded = FunctionRef<bool(std::uint64_t since)>;

/**
 * Finds by trial the tightest set of candidates that a unit works with: all at once, then what the
 * log of a failed trial names is narrowed or dropped, and where it names nothing, the culprits are
 * searched for. System calls are logged first, where the kernel's records can be read. What was
 * learned outlives an interruption. Throws Error and Interrupted; then, too, `change` takes back.
 */
TightenResult tighten_by_trial(UnitTransaction &change, ManagerInterface &manager,
	const TightenRequest &request, Examine examine, WasReloaded was_reloaded,
	TrialProgress progress);

} // namespace hardenctl
