// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hardenctl {

/**
 * Which edits to try next. A repair that uncovers another denial is kept and added to; one that
 * changes nothing is replaced by the next wider one, then by what the next suspect suggests. A list
 * of calls that has denied one call after the other is opened by groups, then as a whole. Pure.
 */
class RepairSearch {
	using Edits = std::vector<Edit>;

	/** What one diagnosis suggests, best first; next counts those that are used up. */
	struct Step {
		std::vector<Edits> candidates;
		/** Of the best finding. */
		Directive suspect;
		std::size_t next = 0;
	};
	std::vector<Step> steps_;
	/** Causes that steps were made for. */
	std::set<std::string> known_causes_;

	bool add_step(const Diagnosis &diagnosis);
	void begin_wider(Step &step, const Finding &finding) const;
	void give_up_last();

public:
	explicit RepairSearch(const Diagnosis &first);

	/** Edits in force for the next try, in the order in which they were found; nothing: no more
	 * ideas. */
	std::optional<std::vector<Edit>> current() const;

	/** The last try did not do, and this is what the log says of it. */
	void learn(const Diagnosis &after);

	/** The edits in force are not to be tried: the next ones. */
	void skip() { give_up_last(); }

	/** Is the best finding of this diagnosis one that a step was made for? */
	bool knows(const Diagnosis &diagnosis) const;
};

/** From here on a finding is acted upon without a doubt. */
inline constexpr double sure_from = 0.5;

/** Is something denied that is sure to be the sandbox's doing? */
bool has_sure_finding(const Diagnosis &diagnosis) noexcept;

/** What the best findings propose: one for each that is sure, else the best one's; may be empty. */
std::vector<Edit> best_edits(const Diagnosis &diagnosis);

} // namespace hardenctl
