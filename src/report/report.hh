// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"

#include <cstdint>
#include <string>
#include <vector>

namespace hardenctl {

enum class JsonMode { Off, Short, Pretty };

/** How to render; nothing here is read from the environment. */
struct ReportStyle {
	bool color = false;
	/** May symbols beyond ASCII be used (×, →)? */
	bool utf8 = true;
	/** Columns of the screen, 0 for no limit. */
	unsigned width = 80;
	/** --no-legend leaves out headings and hints; -q, too. */
	bool legend = true;
	/** For "2min ago": microseconds since the epoch. */
	std::uint64_t now = 0;
	/** --full: nothing is shortened to one screen. */
	bool full = false;
};

struct Report {
	unsigned systemd_version = 0;
	std::vector<Diagnosis> diagnoses;
	Diagnostics diagnostics;
};

/** `diagnose`: about one screen per unit. Ends in a newline. All log text is escaped. */
std::string render_diagnoses(const Report &report, const ReportStyle &style);

/** `list`: one row per unit, worst first; a heading and a hint with legend. */
std::string render_list(const Report &report, const ReportStyle &style);

/** design.md, "JSON": the same document for `diagnose` and `list`. */
std::string render_json(const Report &report, JsonMode mode);

/** One line of stderr for a diagnostic: "warning: …"; escaped, without a newline. */
std::string render_diagnostic(const Diagnostic &diagnostic, const ReportStyle &style);

} // namespace hardenctl
