// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/diagnose.hh"
#include "trial/consent.hh"
#include "trial/trial-run.hh"

#include <cstdint>
#include <string>
#include <vector>

namespace hardenctl {

struct BisectRequest {
	/** Before any trial. */
	UnitConfig config;
	SystemFacts system;
	WatchRequest watch;
	/** Let the drop-in stay. */
	bool keep = false;
	/** Keep it below /run. */
	bool at_runtime = false;
	/** Does the look at the unit as it is restart it, so that the kernel shows what it is
	 * denied? */
	bool is_traced = false;
};

enum class BisectVerdict {
	Found,
	/** Twice, as it is. */
	WorksUnmodified,
	/** Not even without all that could be taken away. */
	NotSandbox,
	/** Answers that exclude each other. */
	Flaky,
};

struct Culprit {
	Directive directive;
	/** "ProtectSystem=strict" */
	std::string text;
	Origin origin;
};

struct BisectResult {
	std::string unit;
	bool user = false;
	BisectVerdict verdict = BisectVerdict::Found;
	/** One sentence. */
	std::string summary;
	/** How many could be taken away. */
	std::size_t settings = 0;
	/** Restarts, without the one that puts all back. */
	unsigned trials = 0;
	/** The smallest set: it works without them, and not with one of them. */
	std::vector<Culprit> culprits;
	/** The narrowest that was seen to work; empty if nothing was found. */
	std::string drop_in;
	/** What keeping it needs a person's yes for, where that was not given. */
	std::vector<Opening> openings;
	/** Where it is kept; empty if all is as before. */
	std::string path;
	bool awaits_confirmation = false;
	/** When it is taken back unless it is confirmed, microseconds since the epoch. */
	std::uint64_t confirm_until = 0;
	Diagnostics diagnostics;
};

/**
 * Finds by trial the smallest set of a unit's restrictions that breaks it, then less than taking
 * them away. The base line is looked at twice, and the answer proven: without the set it works,
 * with each of it in force again it does not. Of a unit that is traced, the two looks at it as it
 * is are the proof for a single one that the kernel shows. Then all is as before, unless the
 * drop-in is to stay and `consent` allows it.
 * Throws Error and Interrupted; then, too, `change` takes back.
 */
BisectResult bisect(UnitTransaction &change, ManagerInterface &manager,
	const BisectRequest &request, Examine examine, Consent consent, TrialProgress progress);

} // namespace hardenctl
