// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/report.hh"

#include <span>
#include <string>

namespace hardenctl {

/** What one screen leaves out; --full shows it. */
struct LeftOut {
	std::size_t findings = 0;
	std::size_t evidence = 0;
	std::size_t edits = 0;
	std::size_t notes = 0;
	std::size_t unexplained = 0;
};

/** The log lines beside their label, at most so many; the others are counted. */
std::string render_evidence(
	const Denial &denial, std::size_t limit, const ReportStyle &style, LeftOut &left_out);

/** One numbered finding; all but the first are short unless style.full. Within a Utf8Scope. */
std::string render_finding(
	const Finding &finding, unsigned number, const ReportStyle &style, LeftOut &left_out);

} // namespace hardenctl
