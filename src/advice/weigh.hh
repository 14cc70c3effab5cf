// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "sandbox/sandbox.hh"
#include "unit/file-access.hh"

#include <cstddef>
#include <span>
#include <vector>

namespace hardenctl {

/** From here on a cause is believed; two at once may be, and each then has its own confidence. */
constexpr double believed = 0.5;

/** One written setting as an explanation of an incident. */
struct Suspicion {
	/** Index into Settings, of a written one. */
	std::size_t setting = 0;
	/** The setting that answers so: itself, or what it implies. */
	std::size_t through = 0;
	/** Of all that was seen, against all others and the rival. */
	double probability = 0;
	/** Other lines of the same directive that explain it as well: it was one of them all. */
	std::vector<std::size_t> others;
	/** Index of the denial that it explains best, the earliest of equals. */
	std::size_t denial = 0;
	/** How well it explains that one, 0 to 1. */
	double match = 0;
};

struct Weighing {
	/** Most probable first. */
	std::vector<Suspicion> suspicions;
	/**
	 * That no directive did it. With all suspicions it adds up to 1, unless two causes are
	 * believed: each line then has its own, and they add up to more.
	 */
	double rival = 1;
	/** By denial: does any setting explain it? */
	std::vector<bool> explained;
};

/**
 * How likely each setting is to have produced all that was seen, against the rival that none did.
 * @param files by denial: what plain files say of it
 * Naive Bayes over the denials: each either comes of the setting, by the model, or stood there by
 * chance. Also of two settings that each explain what the other does not.
 */
Weighing weigh(const Incident &incident, std::span<const FileAccess> files, const Sandbox &sandbox,
	const UnitConfig &config);

} // namespace hardenctl
