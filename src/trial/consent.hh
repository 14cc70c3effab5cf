// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "base/function-ref.hh"

#include <span>
#include <string>
#include <vector>

namespace hardenctl {

/** A drop-in before it is tried or kept. */
struct ProposedChange {
	std::string unit;
	/** Whole sections, with the reasons as comments. */
	std::string drop_in;
	/** What a person has to agree to; empty for narrow edits. */
	std::vector<Opening> openings;
	/** What it is made of: their evidence is what asks for it. */
	std::span<const Edit> edits;
};

/** Shows the text. May it be tried? Never true for one with an opening that is refused. */
using Consent = FunctionRef<bool(const ProposedChange &change)>;

} // namespace hardenctl
