// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/attribute.hh"
#include "advice/diagnose.hh"

#include <vector>

namespace hardenctl {

/**
 * What helps outside of the unit, at most a handful, each once: the owner and mode of files, what
 * is missing, a misspelt user, who holds the port. By the files and processes of now.
 * @param verdict where the sandbox did it, only what a person would rather do than edit the unit
 */
std::vector<Remedy> remedies_for(const Incident &incident, const ContextEvidence &circumstances,
	const UnitConfig &config, const SystemFacts &system, Verdict verdict);

} // namespace hardenctl
