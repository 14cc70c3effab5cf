// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "trial/tighten-trial.hh"

#include <span>
#include <vector>

namespace hardenctl {

/**
 * What is left to try of directives that were dropped altogether, from the tightest: the next value
 * below each that still gains something, and what system calls services usually make. Pure.
 * @param config without any candidate
 * @param kept not tried again
 */
std::vector<std::vector<Candidate>> weaker_values(const UnitConfig &config, const System &system,
	std::span<const DroppedLine> dropped, std::span<const Candidate> kept);

} // namespace hardenctl
