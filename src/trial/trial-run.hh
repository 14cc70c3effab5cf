// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "base/function-ref.hh"
#include "trial/unit-transaction.hh"
#include "trial/watch.hh"

#include <cstdint>
#include <string>
#include <string_view>

namespace hardenctl {

/** What the log tells of the unit since then (microseconds since the epoch). */
using Examine = FunctionRef<Diagnosis(std::uint64_t since)>;

/** For the progress: told before a trial, and after it with its health. */
struct TrialStep {
	/** From 1; 0 for a look at how the unit is now, without a restart. */
	unsigned number = 0;
	/** Trials there will be if nothing new comes up; 0 if unknown. */
	unsigned at_most = 0;
	/** "without 15 of 31 settings" */
	std::string what;
	/** Who is suspected now; may be empty. */
	std::string suspect;
	const Health *health = nullptr;
};

using TrialProgress = FunctionRef<void(const TrialStep &step)>;

/** What came of a restart. */
struct TrialRun {
	Health health;
	/** Of its log; where it failed, a moment is waited for the last words. */
	Diagnosis diagnosis;
	/** When it was restarted, microseconds since the epoch. */
	std::uint64_t since = 0;
};

/**
 * Restarts the unit with this drop-in, watches it and looks at its log. Throws Error and
 * Interrupted.
 * @param drop_in whole sections, no header
 */
TrialRun run_trial(UnitTransaction &change, ManagerInterface &manager, const std::string &unit,
	const WatchRequest &watch, std::string_view drop_in, Examine examine);

} // namespace hardenctl
