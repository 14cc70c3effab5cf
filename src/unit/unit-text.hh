// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** A "Key=Value" of a unit file; systemd.syntax(7). */
struct UnitLine {
	/** "Service" */
	std::string section;
	std::string key;
	/** Continuation lines joined by a blank, outer blanks removed. */
	std::string value;
	/** First and last physical line, from 1. */
	unsigned line = 0;
	unsigned last_line = 0;
};

/** What the syntax allows no sense of. */
struct SyntaxProblem {
	unsigned line = 0;
	std::string message;
};

struct UnitText {
	std::vector<UnitLine> lines;
	std::vector<SyntaxProblem> problems;
	/** Reading ended early: the unit of such a fragment does not load. */
	bool is_broken = false;
};

/** Never throws for what is in the text. */
UnitText parse_unit_text(std::string_view text);

} // namespace hardenctl
