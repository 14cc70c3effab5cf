// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/predicted-denial.hh"
#include "sandbox/settings.hh"

namespace hardenctl {

/**
 * Where it is known whether a system call filter answered: can this setting answer in that way?
 * What denies by a filter alone gives no other answer, and the reverse.
 */
bool answers_so(
	const PredictedDenial &predicted, bool by_filter, const Settings &settings) noexcept;

/** Does any setting put a filter in force? */
bool has_filter(const Settings &settings);

} // namespace hardenctl
