// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/diagnose.hh"
#include "observe/observation.hh"

namespace hardenctl {

/**
 * As diagnose(), of what was seen in the kernel: nothing is guessed from words. A unit that works
 * is not accused: what it was denied is told, with half the confidence at most.
 */
Diagnosis diagnose_recording(
	const Recording &recording, const UnitConfig &config, const SystemFacts &system);

} // namespace hardenctl
