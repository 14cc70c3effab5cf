// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/edit-proposals.hh"
#include "knowledge/repair-row.hh"

#include <string>
#include <string_view>
#include <vector>

/** What fills the templates of a record's rows for one denial. */
namespace hardenctl {

using Words = std::vector<std::string>;

/**
 * The words of a placeholder; none if the denial does not tell, or if a condition of the
 * placeholder does not hold (knowledge/repair-row.hh). Not of those that are whole lines.
 * @param subject the capability or group of a row that makes one repair for each
 */
Words repair_words(const RepairCase &repair, const RepairRow &row, const std::string &subject,
	Placeholder placeholder);

/** Parts of repair_words(). */
Words path_words(const RepairCase &repair, Placeholder placeholder);
Words call_words(const RepairCase &repair, Placeholder placeholder);

/** Only looked at, run or connected to: a read-only mount stops none of these. */
bool only_reads(const Operation &operation) noexcept;

/** The entry of the setting's list that covers the path; empty if none does. */
std::string covering_entry(const RepairCase &repair, const std::string &path);

/** The list anew without the entry that denies, and with "-" before what is absent: all lines but
 * the reset. Nothing if no entry denies; empty if none is left. */
std::optional<std::vector<std::string>> lines_without_entry(const RepairCase &repair);
std::vector<std::string> marked_lines(const RepairCase &repair);

/** Names of the capabilities that the operation may need, the likeliest first. */
Words needed_capabilities(const RepairCase &repair);

/** The groups that a "~" line takes away and that hold the calls that were denied. */
Words groups_in_line(const RepairCase &repair);

} // namespace hardenctl
