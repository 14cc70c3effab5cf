// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "sandbox/sandbox.hh"

#include <span>
#include <string>

namespace hardenctl {

/** How strongly the directive answers as it was seen, whichever of its assignments does. */
double denies(const Sandbox &sandbox, const Denial &denial, const Assignment &written);

/**
 * Does the directive refuse the same file with another error, which the one that was seen has
 * hidden so far?
 */
bool denies_otherwise(const Sandbox &sandbox, const Denial &denial, Directive directive);

/** With these lines of a drop-in: another user may be the one who tries then. */
Denial denial_with(const Denial &denial, std::span<const std::string> lines);

} // namespace hardenctl
