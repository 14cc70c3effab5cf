// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/merge.hh"

#include "unit/words.hh"

namespace hardenctl {

namespace {

/** BindPaths= and BindReadOnlyPaths= are one list in the manager. */
bool is_bind(const DirectiveRecord &directive) noexcept
{
	return directive.type == ValueType::BindList && directive.holds != Holds::MountPoint;
}

/** Here "empty" is a value of its own, other than the default. */
bool keeps_empty_value(const DirectiveRecord &directive) noexcept
{
	return directive.holds == Holds::Capability || directive.holds == Holds::Controller;
}

/** Does the value count for itself alone, whatever stood before? */
bool replaces_all(const Assignment &assignment)
{
	switch (record(assignment.directive).holds) {
	case Holds::Namespace:
	case Holds::Controller:
		return parse_boolean(assignment.value).has_value();
	case Holds::AddressFamily:
		return assignment.value == "none";
	case Holds::Capability:
		return assignment.value == "~";
	default:
		return false;
	}
}

bool has_ids(Directive directive) noexcept
{
	return record(directive).holds == Holds::Credential;
}

std::string_view id_of(const std::string &value) noexcept
{
	return std::string_view{value}.substr(0, value.find(':'));
}

/** What stood before and counts no more. */
enum class Forgotten { Nothing, SameId, SameDirective, List };

Forgotten forgotten_by(const Assignment &next)
{
	const auto merge = record(next.directive).merge;
	if (next.value.empty())
		return Forgotten::List;
	if (merge == Merge::Last || merge == Merge::LastOrReset || replaces_all(next))
		return Forgotten::SameDirective;
	// a credential replaces the one of the same name
	return has_ids(next.directive) ? Forgotten::SameId : Forgotten::Nothing;
}

bool is_forgotten(const Assignment &old, const Assignment &next, Forgotten forgotten)
{
	switch (forgotten) {
	case Forgotten::Nothing:
		return false;
	case Forgotten::SameId:
		return old.directive == next.directive && id_of(old.value) == id_of(next.value);
	case Forgotten::SameDirective:
		return old.directive == next.directive;
	case Forgotten::List:
		return resets(next.directive, old.directive);
	}
	return false;
}

/** Does it say something itself, beside what it forgets? */
bool is_kept(const Assignment &assignment)
{
	const DirectiveRecord &directive = record(assignment.directive);
	// all capabilities are the default: nothing is left to say
	const bool is_default = directive.restricts && directive.holds == Holds::Capability &&
				assignment.value == "~";
	return !is_default && (!assignment.value.empty() || keeps_empty_value(directive));
}

std::string id_key(const Assignment &assignment)
{
	return std::string{name(assignment.directive)} + ':' + std::string{id_of(assignment.value)};
}

} // namespace

bool resets(Directive directive, Directive list) noexcept
{
	return directive == list || (is_bind(record(directive)) && is_bind(record(list)));
}

void merge_assignment(std::vector<Assignment> &assignments, Assignment assignment)
{
	const auto forgotten = forgotten_by(assignment);
	if (forgotten != Forgotten::Nothing)
		std::erase_if(assignments, [&](const Assignment &old) {
			return is_forgotten(old, assignment, forgotten);
		});
	if (is_kept(assignment))
		assignments.push_back(std::move(assignment));
}

AssignmentMerger::AssignmentMerger(std::vector<Assignment> &all)
	: all_(all), gone_(all.size()), in_effect_(directive_count)
{
	for (std::size_t i = 0; i < all_.size(); i++)
		note(i);
}

AssignmentMerger::~AssignmentMerger() noexcept
{
	std::size_t kept = 0;
	for (std::size_t i = 0; i < all_.size(); i++) {
		if (gone_[i])
			continue;
		if (kept != i)
			all_[kept] = std::move(all_[i]);
		kept++;
	}
	all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(kept), all_.end());
}

void AssignmentMerger::note(std::size_t index)
{
	const Assignment &assignment = all_[index];
	in_effect_[static_cast<std::size_t>(assignment.directive)].push_back(index);
	if (has_ids(assignment.directive))
		ids_[id_key(assignment)] = index;
}

void AssignmentMerger::forget(Directive directive)
{
	auto &indices = in_effect_[static_cast<std::size_t>(directive)];
	for (const std::size_t index : indices)
		gone_[index] = true;
	indices.clear();
}

void AssignmentMerger::forget_list(Directive directive)
{
	forget(directive);
	if (is_bind(record(directive)))
		for (const DirectiveRecord &other : directive_records())
			if (is_bind(other))
				forget(other.id);
}

void AssignmentMerger::add(Assignment assignment)
{
	switch (forgotten_by(assignment)) {
	case Forgotten::Nothing:
		break;
	case Forgotten::SameId:
		if (const auto old = ids_.find(id_key(assignment)); old != ids_.end())
			gone_[old->second] = true;
		break;
	case Forgotten::SameDirective:
		forget(assignment.directive);
		break;
	case Forgotten::List:
		forget_list(assignment.directive);
		break;
	}
	if (!is_kept(assignment))
		return;
	all_.push_back(std::move(assignment));
	gone_.push_back(false);
	note(all_.size() - 1);
}

const Assignment *AssignmentMerger::find(Directive directive) const noexcept
{
	const auto &indices = in_effect_[static_cast<std::size_t>(directive)];
	return indices.empty() ? nullptr : &all_[indices.back()];
}

std::vector<Assignment> AssignmentMerger::list(Directive directive) const
{
	std::vector<Assignment> list;
	for (const std::size_t index : in_effect_[static_cast<std::size_t>(directive)])
		list.push_back(all_[index]);
	return list;
}

} // namespace hardenctl
