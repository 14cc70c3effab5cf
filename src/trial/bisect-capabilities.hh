// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "trial/bisect-items.hh"

#include <cstddef>
#include <vector>

namespace hardenctl {

/** The capabilities that a unit's CapabilityBoundingSet= lacks, each an item of a search. */
struct MissingCapabilities {
	/** Numbers, ascending. */
	std::vector<unsigned> capabilities;
	/** As those of bisect items: capabilities that findings name point, common ones come next. */
	std::vector<double> weights;

	/** Those that the findings of a trial name. */
	std::vector<Hint> hints_of(const Diagnosis &diagnosis) const;
	/** Gives the unit these, by index. */
	Edit edit(const std::vector<std::size_t> &chosen) const;
};

/**
 * @param told by the log of trials that failed
 * @param foreseen by a look at the processes of one that worked
 */
MissingCapabilities missing_capabilities(const UnitConfig &config, const std::vector<Finding> &told,
	const std::vector<Finding> &foreseen);

} // namespace hardenctl
