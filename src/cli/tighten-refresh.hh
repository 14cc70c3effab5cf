// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/tighten.hh"
#include "cli/command-line.hh"
#include "trial/written-lines.hh"

#include <string>
#include <vector>

namespace hardenctl {

/** What `tighten --refresh` knows of the drop-in that the unit has from hardenctl. */
struct Refresh {
	WrittenLines lines;
	/** What is new since, what was changed by hand, what no longer fits; one sentence each. */
	std::vector<std::string> notes;
};

/** Throws Error if hardenctl has written no drop-in for the unit. */
Refresh refresh_of(const CommandLine &command_line, const UnitConfig &config);

/**
 * Takes out what somebody has changed or removed in the drop-in and what was found not to work,
 * with a note for the latter.
 */
void leave_out_what_is_settled(Refresh &refresh, std::vector<Candidate> &candidates);

} // namespace hardenctl
