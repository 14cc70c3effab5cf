// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/tighten-rules.hh"

#include <string>

namespace hardenctl {

/**
 * Lowers the support of a candidate, with the reason, where what was seen speaks against it: asks
 * the model, and for what the model has no operation, the facts themselves.
 */
void judge(const TightenCase &unit, Candidate &candidate);

/** Points of systemd-analyze's 10, not rounded; 0 for what it does not rate. */
double exposure_points(const UnitConfig &config, const System &system);

/** The classes of programs that the directive is known to break; empty for the usual lists. */
std::string risk_of(const Candidate &candidate);

} // namespace hardenctl
