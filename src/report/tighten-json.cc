// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/escape.hh"
#include "report/json-parts.hh"
#include "report/tighten.hh"

#include <cmath>

namespace hardenctl {

std::string_view support_name(Support support) noexcept
{
	switch (support) {
	case Support::Harmless:
		return "harmless";
	case Support::Supported:
		return "supported";
	case Support::Trial:
		return "trial";
	case Support::Rejected:
		return "rejected";
	}
	return {};
}

static Json candidate_to_json(const Candidate &candidate)
{
	return Json{
		{"directive", name(candidate.directive)},
		{"lines", texts_to_json(candidate.lines)},
		{"support", support_name(candidate.support)},
		{"level", name(candidate.level)},
		{"reason", sanitize_utf8(candidate.reason)},
		{"risk", text_or_null(candidate.risk)},
		{"exposure_gained", std::round(candidate.exposure_share * 100) / 100},
	};
}

static Json unit_to_json(const TightenAdvice &unit)
{
	return Json{
		{"unit", sanitize_utf8(unit.unit)},
		{"level", name(unit.level)},
		{"kind", text_or_null(unit.kind)},
		{"processes", unit.processes},
		{"exposure_before", level_to_json(unit.exposure_before)},
		{"exposure_supported", level_to_json(unit.exposure_supported)},
		{"exposure_all", level_to_json(unit.exposure_all)},
		{"candidates", json_array(unit.candidates, candidate_to_json)},
		{"beyond", json_array(unit.beyond, candidate_to_json)},
		{"unavailable", texts_to_json(unit.unavailable)},
		{"notes", texts_to_json(unit.notes)},
	};
}

std::string render_tightenings_json(const TightenReport &report, JsonMode mode)
{
	const Json document{
		{"hardenctl", HARDENCTL_VERSION},
		{"systemd", number_or_null(report.systemd_version)},
		{"units", json_array(report.units, unit_to_json)},
		{"diagnostics", json_array(report.diagnostics, diagnostic_to_json)},
	};
	return dump_json(document, mode);
}

} // namespace hardenctl
