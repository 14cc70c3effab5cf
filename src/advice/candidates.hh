// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "sandbox/settings.hh"

#include <vector>

namespace hardenctl {

/**
 * Of a unit whose settings nobody knows: what may have denied this, by the model and by how often
 * such settings are to blame in public bug reports. Each once, the likeliest first.
 */
std::vector<Directive> candidates_for(const std::vector<Denial> &denials, const System &system);

} // namespace hardenctl
