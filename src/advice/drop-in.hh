// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "sandbox/settings.hh"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** A line below [Service] and the reasons that it stands there for. */
struct DropInLine {
	/** "Directive=value" */
	std::string text;
	/** One sentence each, one line each, nothing in it that a terminal would act on. */
	std::vector<std::string> reasons;
};

/**
 * The lines of several edits as the fewest that do the same, in the order in which they must stand:
 * lists that more than one edit writes anew lose what each of them takes out, what another line
 * covers is left out, and nothing is added to what another edit switches off. Edits that the others
 * make needless are left out, the widest first.
 * @param config what the drop-in will be applied to. Edits may have been made for it, or one after
 * the other, each for what the ones before it had made of it.
 */
std::vector<DropInLine> merge_edits(
	const UnitConfig &config, const System &system, std::span<const Edit> edits);

/** As merge_edits(), where no edit is left out. */
std::vector<DropInLine> merge_all_edits(
	const UnitConfig &config, const System &system, std::span<const Edit> edits);

/** The settings of known directives in the text of a drop-in, "Directive=value". */
std::vector<std::string> lines_in(std::string_view text);

/**
 * As comment lines that a terminal of 80 columns shows whole, where words can be parted; escaped.
 */
std::string comment_of(std::string_view text);

/** Without the reasons. */
std::vector<std::string> texts_of(std::span<const DropInLine> lines);

/** The lines as a file for a unit, the reason as a comment above each; exposures as in Edit. */
std::string drop_in_text(std::string_view unit, std::span<const DropInLine> lines,
	std::optional<unsigned> exposure_before, std::optional<unsigned> exposure_after);

/**
 * One drop-in of several edits, ready to be written, with what it does to the exposure on top.
 * Empty if there is no edit.
 */
std::string compose_drop_in(
	const UnitConfig &config, const System &system, std::span<const Edit> edits);

} // namespace hardenctl
