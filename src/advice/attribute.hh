// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/change-evidence.hh"
#include "denial/denial.hh"
#include "sandbox/sandbox.hh"
#include "unit/file-access.hh"

#include <cstddef>
#include <optional>
#include <vector>

namespace hardenctl {

/** From here on a cause is believed; two at once may be, and each then has its own confidence. */
constexpr double believed = 0.5;

/** One written setting as an explanation of an incident. */
struct Hypothesis {
	/** Index into Settings, of a written one. */
	std::size_t setting = 0;
	/** The setting that answers so: itself, or what it implies. */
	std::size_t through = 0;
	/** Of all that was seen, against all other settings and another cause. */
	double probability = 0;
	/** Other lines of the same directive that explain it as well: it was one of them all. */
	std::vector<std::size_t> others;
	/** Index of the denial that it explains best, the earliest of equals. */
	std::size_t denial = 0;
	/** How well it explains that one, 0 to 1. */
	double match = 0;
	/** How likely the words mean what it denies; below 1 if they name something else. */
	double share = 1;
	/** Then what it denies. */
	std::optional<Operation> reading;
	int read_errno = 0;
	/** How likely the setting is at fault at all, before the log was read. */
	double prior = 1;
	/** Prior times the likelihoods of all denials; probability is its part of the sum. */
	double score = 0;
	/** Of the file that sets it. */
	RecentChange change = RecentChange::Unknown;
};

struct Attribution {
	/** Most probable first. */
	std::vector<Hypothesis> hypotheses;
	/**
	 * That no directive did it. With all suspicions it adds up to 1, unless two causes are
	 * believed: each line then has its own, and they add up to more.
	 */
	double other_cause = 1;
	/** As Hypothesis::score. */
	double other_cause_score = 0;
	/** By denial: does any setting deny the very operation that it names? */
	std::vector<bool> explained;
};

/** Evidence from outside the log. */
struct ContextEvidence {
	/** By denial: what plain files say of it. */
	std::vector<FileAccess> files;
	/** By setting: how old its file is. */
	std::vector<RecentChange> changes;
};

/**
 * How likely each setting is to have produced all that was seen, against another cause.
 * Naive Bayes over the denials: each either comes of the setting, by the model, or stood there by
 * chance. Also of two settings that each explain what the other does not.
 */
Attribution attribute(const Incident &incident, const ContextEvidence &circumstances,
	const Sandbox &sandbox, const UnitConfig &config);

} // namespace hardenctl
