// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "sandbox/sandbox.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/**
 * What evidence may open. All that a service writes, how it exits and which system calls it makes
 * are its own doing, so a compromised service can ask for anything. Only a narrow edit outside the
 * lists of limits.cc is applied unasked; all others need a person's yes, and some are never
 * applied.
 */
namespace hardenctl {

/**
 * Fills in Edit::openings from its lines and scope: of a narrow edit what it gives to the service
 * of the lists in limits.cc, nothing if it may be applied unasked; of a wider one, and of one whose
 * evidence is a guess at the unit, the assignment itself. Compares the model before and
 * after, so that it does not matter which directive opens it.
 * @param file_tree as in SystemFacts; symbolic links and owners are looked up below it
 */
void set_openings(Edit &edit, const Sandbox &before, const Sandbox &after,
	const std::optional<std::string> &file_tree);

enum class Reach { Hidden, Readable, Writable };

/** What a process of root reaches at a path, by the mounts of the model. */
Reach reach_of(const Sandbox &sandbox, std::string_view path);

/** The places that nothing may write to unasked and that lie below a directory. */
std::vector<std::string_view> guarded_places_below(std::string_view directory);

/** Is one of them never applied, whatever is accepted? */
bool has_refused(const std::vector<Opening> &openings);

/** Of edits that are applied together, each named once. */
std::vector<Opening> openings_of_all(const std::vector<Edit> &edits);

} // namespace hardenctl
