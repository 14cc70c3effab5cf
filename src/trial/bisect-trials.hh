// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "trial/bisect-items.hh"
#include "trial/bisect.hh"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace hardenctl {

/** The restarts of a bisect, counted and told to the progress, and what was learned by them. */
class BisectTrials {
	UnitTransaction &change_;
	ManagerInterface &manager_;
	const BisectRequest &request_;
	const UnitConfig &config_;
	Examine examine_;
	TrialProgress progress_;
	std::vector<BisectItem> items_;
	unsigned count_ = 0;
	bool was_bad_twice_ = false;
	std::vector<Finding> told_;
	std::vector<Finding> foreseen_;
	std::vector<std::string> places_;
	std::string last_reason_;
	std::optional<std::string> in_force_;

	void learn(const Health &health, const Diagnosis &diagnosis);

public:
	/** The request, and what is borrowed as functions, must outlive it. */
	BisectTrials(UnitTransaction &change, ManagerInterface &manager,
		const BisectRequest &request, Examine examine, TrialProgress progress);

	/** As bisect_items(), those of last resort behind all others. */
	const std::vector<BisectItem> &items() const noexcept { return items_; }
	/** Restarts so far. */
	unsigned count() const noexcept { return count_; }
	/** By the logs of what failed. */
	const std::vector<Finding> &told() const noexcept { return told_; }
	/** By the processes of what worked. */
	const std::vector<Finding> &foreseen() const noexcept { return foreseen_; }
	/** What it writes to and may not as it is configured, by the processes of what worked. */
	const std::vector<std::string> &places() const noexcept { return places_; }
	/** As it is: before, and after the restart by which it was traced. */
	bool was_bad_twice() const noexcept { return was_bad_twice_; }
	/** Of the last look: why it is well or not. */
	const std::string &last_reason() const noexcept { return last_reason_; }
	/** The drop-in of the last trial, if it worked. */
	const std::optional<std::string> &in_force() const noexcept { return in_force_; }

	/** The drop-in that is tried for these edits. */
	std::string text_of(const std::vector<Edit> &edits) const;
	/** "ProtectSystem=strict, UMask=0077", or of more items how many of all they are. */
	std::string in_words(const std::vector<std::size_t> &items) const;
	/** Of all that is told and foreseen, the best first. */
	std::vector<Hint> hints() const;

	/**
	 * @param step its number is filled in, and what was tried before is added to at_most.
	 * Throws Error and Interrupted.
	 */
	TrialRun try_with(const std::vector<Edit> &edits, TrialStep step);

	/**
	 * Only a failure counts: what runs well may have been started before its settings changed.
	 * No restart unless it is traced. Throws Error and Interrupted.
	 */
	bool is_bad_now();
};

} // namespace hardenctl
