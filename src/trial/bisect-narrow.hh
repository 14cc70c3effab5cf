// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "trial/bisect-items.hh"

#include <optional>
#include <vector>

namespace hardenctl {

/**
 * Less than giving an item up, the most promising first, each to be tried as a whole. Pure.
 * @param told by the log of trials that failed
 * @param foreseen by a look at the processes of one that worked
 */
std::vector<std::vector<Edit>> narrowings(const UnitConfig &config, const System &system,
	const BisectItem &item, const std::vector<Finding> &told,
	const std::vector<Finding> &foreseen);

/** What did not do, and what its log says is missing yet; nothing if it does not say more. */
std::optional<std::vector<Edit>> extended(
	const std::vector<Edit> &edits, const BisectItem &item, const Diagnosis &after);

} // namespace hardenctl
