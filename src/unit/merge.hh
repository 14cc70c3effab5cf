// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-config.hh"

namespace hardenctl {

/**
 * Adds a valid assignment and takes away those that it overrides or resets. What is left, applied
 * in order, gives what the manager has. An empty value of Merge::Last is not valid.
 */
void merge_assignment(std::vector<Assignment> &assignments, Assignment assignment);

/** Does an empty value of this directive forget the list of that one? */
bool resets(Directive directive, Directive list) noexcept;

} // namespace hardenctl
