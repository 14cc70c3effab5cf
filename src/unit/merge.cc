// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/merge.hh"

#include "unit/words.hh"

namespace hardenctl {

namespace {

void forget(std::vector<Assignment> &assignments, Directive directive)
{
	std::erase_if(
		assignments, [&](const Assignment &old) { return old.directive == directive; });
}

void forget_list(std::vector<Assignment> &assignments, Directive directive)
{
	std::erase_if(assignments,
		[&](const Assignment &old) { return resets(directive, old.directive); });
}

bool is_bind(Directive directive) noexcept
{
	return directive == Directive::BindPaths || directive == Directive::BindReadOnlyPaths;
}

/** Here "empty" is a value of its own, other than the default. */
bool keeps_empty_value(Directive directive) noexcept
{
	return directive == Directive::CapabilityBoundingSet ||
	       directive == Directive::AmbientCapabilities || directive == Directive::Delegate;
}

/** Does the value count for itself alone, whatever stood before? */
bool replaces_all(const Assignment &assignment)
{
	switch (assignment.directive) {
	case Directive::RestrictNamespaces:
	case Directive::DelegateNamespaces:
	case Directive::Delegate:
		return parse_boolean(assignment.value).has_value();
	case Directive::RestrictAddressFamilies:
		return assignment.value == "none";
	case Directive::CapabilityBoundingSet:
	case Directive::AmbientCapabilities:
		return assignment.value == "~";
	default:
		return false;
	}
}

bool has_ids(Directive directive) noexcept
{
	return directive == Directive::LoadCredential ||
	       directive == Directive::LoadCredentialEncrypted ||
	       directive == Directive::SetCredential ||
	       directive == Directive::SetCredentialEncrypted;
}

std::string_view id_of(const std::string &value) noexcept
{
	return std::string_view{value}.substr(0, value.find(':'));
}

/** A credential replaces the one of the same name. */
void forget_same_id(std::vector<Assignment> &assignments, const Assignment &next)
{
	std::erase_if(assignments, [&](const Assignment &old) {
		return old.directive == next.directive && id_of(old.value) == id_of(next.value);
	});
}

} // namespace

bool resets(Directive directive, Directive list) noexcept
{
	return directive == list || (is_bind(directive) && is_bind(list));
}

void merge_assignment(std::vector<Assignment> &assignments, Assignment assignment)
{
	const auto directive = assignment.directive;
	const auto merge = record(directive).merge;
	const bool is_empty = assignment.value.empty();
	if (is_empty)
		forget_list(assignments, directive);
	else if (merge == Merge::Last || merge == Merge::LastOrReset || replaces_all(assignment))
		forget(assignments, directive);
	else if (has_ids(directive))
		forget_same_id(assignments, assignment);

	// All capabilities are the default: nothing is left to say.
	const bool is_default =
		directive == Directive::CapabilityBoundingSet && assignment.value == "~";
	if (!is_default && (!is_empty || keeps_empty_value(directive)))
		assignments.push_back(std::move(assignment));
}

} // namespace hardenctl
