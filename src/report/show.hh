// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/effective.hh"
#include "report/report.hh"

#include <string>
#include <vector>

namespace hardenctl {

/** What `show` answers. */
struct ShownUnits {
	/** 0 if unknown. */
	unsigned systemd_version = 0;
	std::vector<EffectiveSandbox> units;
	Diagnostics diagnostics;
};

/** A table for each unit; with legend its name before and its exposure after it. */
std::string render_sandboxes(const ShownUnits &shown, const ReportStyle &style);

/** {"hardenctl", "systemd", "units": [{"unit", "exposure", "settings": […]}], "diagnostics"} */
std::string render_sandboxes_json(const ShownUnits &shown, JsonMode mode);

} // namespace hardenctl
