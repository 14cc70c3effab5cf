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
	/** --debug */
	bool debug = false;
	/** Findings shown of a unit; the rest is counted. */
	unsigned max_findings = 3;
};

struct Report {
	unsigned systemd_version = 0;
	std::vector<Diagnosis> diagnoses;
	Diagnostics diagnostics;
	/** What was read, in words: "the journal below /srv/root"; not escaped. */
	std::string source = "the journal";
	/** Which units were asked for; all if there are none. Not escaped. */
	std::vector<std::string> patterns;
	/** Are these units of a user manager? (`systemctl --user` in hints) */
	bool user = false;
	/** Are they those of a running manager here, so that `loosen --apply` can repair them? */
	bool live = false;
};

/** `diagnose`: about one screen per unit. Ends in a newline. All log text is escaped. */
std::string render_diagnoses(const Report &report, const ReportStyle &style);

/** For `list`: sandbox before other reasons, failed before impaired, most confident, most recent.
 */
void sort_worst_first(std::vector<Diagnosis> &diagnoses);

/** `list`: one row per unit in the order given; a heading and a hint with legend. */
std::string render_list(const Report &report, const ReportStyle &style);

/** design.md, "JSON": the same document for `diagnose` and `list`. */
std::string render_json(const Report &report, JsonMode mode);

/** One line of stderr: bare for an error, else "warning: …" or "note: …"; escaped, no newline. */
std::string render_diagnostic(const Diagnostic &diagnostic, const ReportStyle &style);

} // namespace hardenctl
