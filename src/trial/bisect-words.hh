// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/settings.hh"
#include "trial/bisect-items.hh"

#include <cstddef>
#include <string>
#include <vector>

namespace hardenctl {

/**
 * What an item keeps from the unit, word by word, each an item of a search: capabilities, address
 * families, the system calls of a line of a deny-list, or directories that are read-only.
 */
struct MissingWords {
	/** What gives them. */
	Directive directive;
	std::vector<std::string> words;
	/** As those of bisect items: words that findings name point, common ones come next. */
	std::vector<double> weights;

	/** Those that the findings of a trial name. */
	std::vector<Hint> hints_of(const Diagnosis &diagnosis) const;
	/** Gives the unit these, by index. */
	Edit edit(const std::vector<std::size_t> &chosen) const;
};

/** What trials have shown. */
struct TrialEvidence {
	/** By the log of those that failed. */
	const std::vector<Finding> &told;
	/** By a look at the processes of one that worked. */
	const std::vector<Finding> &foreseen;
	/** Directories that these write to, and that the unit as it is keeps read-only. */
	const std::vector<std::string> &places;
};

/** No words for an item of another kind: it cannot be taken apart. */
MissingWords missing_words(const UnitConfig &config, const System &system, const BisectItem &item,
	const TrialEvidence &evidence);

} // namespace hardenctl
