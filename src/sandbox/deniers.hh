// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive.hh"
#include "sandbox/operation.hh"
#include "sandbox/settings.hh"

#include <string_view>
#include <vector>

namespace hardenctl {

/** Values that switch a directive on, of those that stand for themselves: not of lists. */
std::vector<std::string_view> plain_values(const DirectiveRecord &directive);

/** How surely a directive refuses something, with the value that refuses most. */
struct Denier {
	Directive directive;
	double likelihood;
};

/**
 * All that can refuse the operation with this answer, or, where the answer is empty, with any: the
 * surest first.
 */
std::vector<Denier> rate_deniers(
	const Operation &operation, const Answer &answer, const System &system);

/**
 * Directives that can refuse this operation with this answer, by the model and whatever a unit
 * sets: the surest first. For a unit whose settings nobody knows.
 */
std::vector<Directive> deniers_of(
	const Operation &operation, const Answer &answer, const System &system);

} // namespace hardenctl
