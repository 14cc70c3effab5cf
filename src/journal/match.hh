// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/log.hh"

#include <string>
#include <vector>

namespace hardenctl {

/** "FIELD=value" strings: of different fields all must hold, of the same field one of them. */
using MatchTerm = std::vector<std::string>;

/**
 * The selection as a disjunction of terms for the journal's index, as journalctl makes them. Wider
 * than the truth where the index cannot express who the sender must be: see belongs().
 * @param user units of a user manager
 */
std::vector<MatchTerm> match_terms(const Query &query, bool user);

/** What must hold besides: boot and host. */
std::vector<std::string> common_matches(const Query &query);

} // namespace hardenctl
