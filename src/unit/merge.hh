// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-config.hh"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace hardenctl {

/**
 * Adds a valid assignment and takes away those that it overrides or resets. What is left, applied
 * in order, gives what the manager has. An empty value of Merge::Last is not valid.
 */
void merge_assignment(std::vector<Assignment> &assignments, Assignment assignment);

/**
 * merge_assignment() for many, in time that is proportional to their number. The list that is given
 * is in order when this is gone.
 */
class AssignmentMerger {
	std::vector<Assignment> &all_;
	/** Overridden or reset, by index. */
	std::vector<bool> gone_;
	/** Indices by directive; the last one is in effect. */
	std::vector<std::vector<std::size_t>> in_effect_;
	/** Of credentials, by directive and name. */
	std::unordered_map<std::string, std::size_t> ids_;

	void note(std::size_t index);
	void forget(Directive directive);
	void forget_list(Directive directive);

public:
	explicit AssignmentMerger(std::vector<Assignment> &all);
	AssignmentMerger(const AssignmentMerger &) = delete;
	AssignmentMerger &operator=(const AssignmentMerger &) = delete;
	~AssignmentMerger() noexcept;

	void add(Assignment assignment);
	/** The last one in effect, or nullptr. */
	const Assignment *find(Directive directive) const noexcept;
	/** All in effect. */
	std::vector<Assignment> list(Directive directive) const;
};

/** Does an empty value of this directive forget the list of that one? */
bool resets(Directive directive, Directive list) noexcept;

} // namespace hardenctl
