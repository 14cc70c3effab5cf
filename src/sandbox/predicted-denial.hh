// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/operation.hh"

#include <cstddef>
#include <vector>

namespace hardenctl {

/** "This setting would refuse that operation, like so." */
struct PredictedDenial {
	/** Index into Settings. */
	std::size_t setting = 0;
	Answer answer;
	/**
	 * 0 to 1: how likely this answer is, given the setting and what is known of the operation.
	 * 1 if all that matters is known.
	 */
	double likelihood = 1;
};

using PredictedDenials = std::vector<PredictedDenial>;

/** Of one of several things that may have been tried: of all, this share. */
inline void add_share(const PredictedDenials &predictions, double share, PredictedDenials &out)
{
	for (PredictedDenial predicted : predictions) {
		predicted.likelihood *= share;
		out.push_back(predicted);
	}
}

} // namespace hardenctl
