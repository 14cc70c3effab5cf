// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "observe/observation.hh"
#include "sandbox/sandbox.hh"

#include <string>
#include <vector>

namespace hardenctl {

/** Of all calls that failed, those that are worth an answer. In order of time, repeats folded. */
struct ObservedDenials {
	/** A setting of the unit answers so, by the model. */
	std::vector<Denial> denials;
	/** No setting does; what a process did last before it failed. */
	std::vector<Denial> others;
};

/**
 * What the unit's settings can have denied. Most calls that fail are look-ups, which no setting
 * explains: they say nothing, unless the process failed after them. A denial that a process failed
 * after is stronger than one that it survived.
 */
ObservedDenials observed_denials(const Recording &recording, const Sandbox &sandbox);

} // namespace hardenctl
