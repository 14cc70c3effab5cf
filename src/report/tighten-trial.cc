// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/tighten-trial.hh"

#include "base/escape.hh"
#include "report/json-parts.hh"
#include "report/profile.hh"
#include "report/repair.hh"
#include "report/style.hh"
#include "trial/drop-in-name.hh"

#include <fmt/format.h>

namespace hardenctl {

std::string render_tighten_trial(const TightenResult &result, const ReportStyle &style)
{
	const std::string companion =
		companion_in_comments(result.companion, result.companion_drop_in);
	if (result.path.empty())
		return render_proposal({.unit = result.unit, .drop_in = result.drop_in}, style) +
		       companion;
	const std::string unit = clean(style, result.unit);
	std::string out = fmt::format("{} is tightened by {}:\n", unit, clean(style, result.path));
	out += render_proposal({.unit = result.unit, .drop_in = result.drop_in}, style) + companion;
	if (result.awaits_confirmation)
		out += render_awaiting(result.unit, result.user, result.confirm_until, style);
	else if (style.legend)
		out += fmt::format(
			"hardenctl revert {} takes it back.\n", as_argument(unit, result.user));
	return out;
}

static Json dropped_to_json(const DroppedLine &dropped)
{
	return Json{
		{"line", sanitize_utf8(dropped.line)},
		{"reason", sanitize_utf8(dropped.reason)},
	};
}

std::string render_tighten_trial_json(
	const TightenResult &result, unsigned systemd_version, JsonMode mode)
{
	const Json document{
		{"hardenctl", HARDENCTL_VERSION},
		{"systemd", number_or_null(systemd_version)},
		{"diagnostics", json_array(result.diagnostics, diagnostic_to_json)},
		{"unit", sanitize_utf8(result.unit)},
		{"summary", sanitize_utf8(result.summary)},
		{"trials", result.trials},
		{"exposure_before", level_to_json(result.exposure_before)},
		{"exposure_after", level_to_json(result.exposure_after)},
		{"dropped", json_array(result.dropped, dropped_to_json)},
		{"not_exercised", texts_to_json(result.not_exercised)},
		{"drop_in", text_or_null(result.drop_in)},
		{"companion", text_or_null(result.companion)},
		{"companion_drop_in", text_or_null(result.companion_drop_in)},
		{"path", text_or_null(result.path)},
		{"awaits_confirmation", result.awaits_confirmation},
		{"confirm_until", number_or_null(result.confirm_until)},
	};
	return dump_json(document, mode);
}

} // namespace hardenctl
