// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/effective.hh"
#include "explain/lookup.hh"
#include "report/report.hh"

#include <string>
#include <vector>

namespace hardenctl {

/** What `explain` answers, and of which system it can say whether that has it. */
struct Explanation {
	std::vector<LookupEntry> entries;
	/** 0 if unknown. */
	unsigned systemd_version = 0;
	/** Release of the running kernel, "6.12.48-amd64"; empty if it is not the one that counts.
	 */
	std::string kernel;
	/** With the defaults of what is not set; for --unit=. */
	std::vector<EffectiveSandbox> units;
	Diagnostics diagnostics;
};

/** About a screen per entry. Ends in a newline. */
std::string render_explanation(const Explanation &explanation, const ReportStyle &style);

/** The directives among the entries, one line each. */
std::string render_catalogue(const Explanation &explanation, const ReportStyle &style);

/** {"hardenctl", "systemd", "kernel", "topics": [{"kind": "directive", …}], "diagnostics"} */
std::string render_explanation_json(const Explanation &explanation, JsonMode mode);

} // namespace hardenctl
