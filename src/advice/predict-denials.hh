// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/diagnose.hh"
#include "process/runtime-facts.hh"
#include "sandbox/sandbox.hh"

#include <vector>

namespace hardenctl {

/**
 * What the processes of a unit do at this moment, and its configuration would refuse: findings
 * without evidence, on a unit that works because part of its configuration is off. Most likely
 * first, one for each line and operation.
 * @param config as it is to be, not as it runs now
 */
std::vector<Finding> predict_denials(
	const UnitConfig &config, const SystemFacts &system, const RuntimeFacts &runtime);

/**
 * Directories below /run, /srv and /var that its processes have open for writing or that are its
 * users' own, and that this sandbox keeps read-only.
 */
std::vector<std::string> places_to_open(const Sandbox &sandbox, const RuntimeFacts &runtime);

} // namespace hardenctl
