// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/report.hh"
#include "trial/consent.hh"

#include <string>
#include <vector>

namespace hardenctl {

/** The drop-in that comes next, and what it opens. */
std::string render_proposed_change(const ProposedChange &change, const ReportStyle &style);

/** The lines of the log that ask for it, and the question; no newline at the end. */
std::string render_question(
	const ProposedChange &change, const Opening &opening, const ReportStyle &style);

/** One line each, "  --accept=CAP_SYS_ADMIN: …"; those that are never applied, too. */
std::string render_openings(const std::vector<Opening> &openings, const ReportStyle &style);

} // namespace hardenctl
