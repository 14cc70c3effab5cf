// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"

#include <span>
#include <string>
#include <vector>

namespace hardenctl {

/** Do they come from different machines, so that the unit alone does not tell them apart? */
bool has_many_hosts(std::span<const Diagnosis> diagnoses) noexcept;

/**
 * For comparing only: who it is, on whatever host, and what is to blame, or how it ended if nothing
 * is.
 */
std::string cause_of(const Diagnosis &diagnosis);

/** The same, and what was denied. */
std::string cause_and_denial_of(const Diagnosis &diagnosis);

/** The same on different hosts; at least one, in the order given. */
using SameOnHosts = std::vector<const Diagnosis *>;

/**
 * Each diagnosis in one of them, in the order of their first ones.
 * @param key what must be the same; nullptr to keep all apart
 */
std::vector<SameOnHosts> fold_hosts(
	std::span<const Diagnosis> diagnoses, std::string (*key)(const Diagnosis &));

} // namespace hardenctl
