// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/attribute.hh"
#include "advice/finding.hh"
#include "sandbox/sandbox.hh"

#include <optional>
#include <string>
#include <vector>

namespace hardenctl {

/**
 * Edits that repair what a setting denies, from the narrowest to the widest. Each was put into the
 * model: the setting denied the operation before, after it nothing denies it that did not before,
 * and the setting itself no more. What the model does not bear out is left out.
 * @param file_tree as in SystemFacts
 */
std::vector<Edit> propose_edits(const Hypothesis &hypothesis, const Denial &denial,
	const UnitConfig &config, const Sandbox &sandbox,
	const std::optional<std::string> &file_tree);

/** "ProtectSystem=strict (/etc/…/90-x.conf:3)"; without the place if it has none. */
std::string cause_of(const Assignment &assignment);

/** Of a value that counted before. */
struct RestoredLine {
	/** "Directive=value" */
	std::string text;
	/** "FILE:LINE counts again" */
	std::string why;
};

/** What counts again without the file that sets this; nothing if a "%" stands in it, which may
 * have come of a specifier or would become one. */
std::optional<RestoredLine> restored_line(const UnitConfig &config, const Assignment &assignment);

/** "Directive=value" taken apart. */
struct LineParts {
	std::string_view text;
	/** Nothing if it is none that is known. */
	std::optional<Directive> directive;
	std::string_view value;
};

LineParts split_line(std::string_view line);
std::vector<LineParts> split_lines(const std::vector<std::string> &lines);

/** Would this systemd take all of these lines? 0 for an unknown version. */
bool takes_lines(const std::vector<std::string> &lines, unsigned systemd_version);

/** The configuration with these lines applied after all others, as a last drop-in. */
UnitConfig with_lines(const UnitConfig &config, const std::vector<std::string> &lines);

} // namespace hardenctl
