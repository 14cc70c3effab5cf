// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/unit-config.hh"

#include <algorithm>

namespace hardenctl {

const Assignment *UnitConfig::find(Directive directive) const noexcept
{
	const auto found = std::find_if(assignments.rbegin(), assignments.rend(),
		[&](const Assignment &assignment) { return assignment.directive == directive; });
	return found == assignments.rend() ? nullptr : &*found;
}

const Assignment &UnitConfig::first_giving(const Assignment &assignment) const noexcept
{
	const auto found = std::ranges::find_if(overridden, [&](const Assignment &old) {
		return old.directive == assignment.directive && old.value == assignment.value;
	});
	return found == overridden.end() ? assignment : *found;
}

const Assignment *UnitConfig::before(const Assignment &assignment) const noexcept
{
	const Assignment &first = first_giving(assignment);
	const Assignment *last = nullptr;
	for (const Assignment &old : overridden) {
		if (&old == &first)
			break;
		if (old.directive == assignment.directive)
			last = &old;
	}
	return last && !last->value.empty() ? last : nullptr;
}

} // namespace hardenctl
