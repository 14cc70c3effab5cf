// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "sandbox/sandbox.hh"
#include "unit/file-access.hh"

#include <cstddef>
#include <map>
#include <optional>

namespace hardenctl {

/** How well one setting explains one denial. */
struct Match {
	double value = 0;
	/** Does the model say that the operation cannot succeed with it? */
	bool sure = false;
	std::size_t through = 0;
	/** Of the ways to read the words: this one. In the value, too. */
	double share = 1;
	/** Then the operation that they are taken for. */
	std::optional<Operation> reading;
	int read_errno = 0;
};

/** By written setting, an index into Settings. */
using Matches = std::map<std::size_t, Match>;

/** By each reading of the words that any setting denies; empty for what has another cause. */
Matches match_denial(const Denial &denial, FileAccess file, const Sandbox &sandbox);

} // namespace hardenctl
