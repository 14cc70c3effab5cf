// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/bisect.hh"

#include "base/escape.hh"
#include "base/text.hh"
#include "report/json-parts.hh"
#include "report/repair.hh"
#include "report/style.hh"

#include <fmt/format.h>

namespace hardenctl {

static std::string outcome_in_words(const Health &health, const ReportStyle &style)
{
	std::string out = health.is_good
				  ? "  it works\n"
				  : fmt::format("  it does not: {}\n", clean(style, health.reason));
	if (!health.check_output.empty())
		for (const std::string_view line : split(strip(health.check_output), '\n'))
			out += "    " + clean(style, line) + '\n';
	return out;
}

std::string render_step(const TrialStep &step, const ReportStyle &style)
{
	const std::string outcome = step.health ? outcome_in_words(*step.health, style) : "";
	if (step.health && step.number > 0)
		return outcome;
	std::string out = step.number == 0 ? "Now" : fmt::format("Trial {}", step.number);
	if (step.number > 0 && step.at_most > 0)
		out += fmt::format(" of at most {}", step.at_most);
	out += fmt::format(", {}", paint(style, Ink::Bold, clean(style, step.what)));
	if (!step.suspect.empty())
		out += fmt::format("; suspect: {}", clean(style, step.suspect));
	return out + ":\n" + outcome;
}

std::string render_bisect(const BisectResult &result, const ReportStyle &style)
{
	if (!result.path.empty())
		return render_repair({.unit = result.unit,
					     .user = result.user,
					     .is_repaired = true,
					     .awaits_confirmation = result.awaits_confirmation,
					     .drop_in = result.drop_in,
					     .path = result.path,
					     .confirm_until = result.confirm_until},
			style);
	return render_proposal({.unit = result.unit, .drop_in = result.drop_in}, style);
}

static std::string_view verdict_word(BisectVerdict verdict) noexcept
{
	switch (verdict) {
	case BisectVerdict::Found:
		return "found";
	case BisectVerdict::WorksUnmodified:
		return "works-unmodified";
	case BisectVerdict::NotSandbox:
		return "not-sandbox";
	case BisectVerdict::Flaky:
		return "flaky";
	}
	return {};
}

static Json culprit_to_json(const Culprit &culprit)
{
	return Json{
		{"directive", name(culprit.directive)},
		{"setting", sanitize_utf8(culprit.text)},
		{"path", text_or_null(culprit.origin.path)},
		{"line", number_or_null(culprit.origin.line)},
	};
}

std::string render_bisect_json(const BisectResult &result, unsigned systemd_version, JsonMode mode)
{
	const Json document{
		{"hardenctl", HARDENCTL_VERSION},
		{"systemd", number_or_null(systemd_version)},
		{"diagnostics", json_array(result.diagnostics, diagnostic_to_json)},
		{"unit", sanitize_utf8(result.unit)},
		{"verdict", verdict_word(result.verdict)},
		{"summary", sanitize_utf8(result.summary)},
		{"settings", result.settings},
		{"trials", result.trials},
		{"culprits", json_array(result.culprits, culprit_to_json)},
		{"drop_in", text_or_null(result.drop_in)},
		{"needs", json_array(result.openings, opening_to_json)},
		{"path", text_or_null(result.path)},
		{"awaits_confirmation", result.awaits_confirmation},
		{"confirm_until", number_or_null(result.confirm_until)},
	};
	return dump_json(document, mode);
}

} // namespace hardenctl
