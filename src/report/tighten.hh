// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/tighten.hh"
#include "report/report.hh"

#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** What `tighten` answers. */
struct TightenReport {
	/** 0 if unknown. */
	unsigned systemd_version = 0;
	std::vector<TightenAdvice> units;
	Diagnostics diagnostics;
};

/** "harmless", "supported", "trial", "rejected", for JSON. */
std::string_view support_name(Support support) noexcept;

/**
 * A drop-in: what needs a trial stands in it as a comment, and so do reasons, risks, what was
 * rejected and why. It is the same on a screen and in a file, but for colours.
 */
std::string render_tightening(const TightenAdvice &advice, const ReportStyle &style);

/** One after the other. */
std::string render_tightenings(const TightenReport &report, const ReportStyle &style);

/** {"hardenctl", "systemd", "units": [{"unit", "exposure_…", "candidates": […]}], "diagnostics"} */
std::string render_tightenings_json(const TightenReport &report, JsonMode mode);

} // namespace hardenctl
