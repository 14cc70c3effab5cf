// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/debug.hh"

#include "base/escape.hh"
#include "report/columns.hh"
#include "report/json-parts.hh"
#include "report/rows.hh"
#include "report/style.hh"
#include "report/time-words.hh"
#include "report/words.hh"

#include <fmt/format.h>

namespace hardenctl {

static std::string setting_in_words(const Assignment &assignment)
{
	return fmt::format("{}={}", name(assignment.directive), assignment.value);
}

/** "→ denied write to /x: EROFS, strength 0.5" */
static std::string reading_in_words(const Denial &denial)
{
	return fmt::format("{}, strength {:.2g}", denial_in_words(denial), denial.strength);
}

static std::string render_line(const ReadLine &line, const ReportStyle &style)
{
	const Evidence &evidence = line.evidence;
	std::string out = "  " +
			  clean(style, fmt::format("{} {} {}", clock_time(evidence.time, style.now),
					       source_name(evidence.source), evidence.message)) +
			  '\n';
	for (const Denial &denial : line.denials)
		out += paragraph(style, "  read as", reading_in_words(denial));
	if (!line.reason.empty())
		out += paragraph(
			style, line.denials.empty() ? "  dropped" : "  because", line.reason);
	return out;
}

static std::string render_factors(const Factors &factors, const ReportStyle &style)
{
	return paragraph(style, fmt::format("  {:.2g}", factors.probability),
		fmt::format("{}: prior {:.2g}, explains denial {} with {:.2g}{}, score {:.2g}",
			setting_in_words(factors.assignment), factors.prior, factors.denial + 1,
			factors.match,
			factors.share < 1
				? fmt::format(" (if the words mean it: {:.2g})", factors.share)
				: "",
			factors.score));
}

std::string render_debug(const Diagnosis &diagnosis, const ReportStyle &style)
{
	std::string out = "\n  " + paint(style, Ink::Bold, "Lines") + '\n';
	for (const ReadLine &line : diagnosis.incident.lines)
		out += render_line(line, style);
	out += "\n  " + paint(style, Ink::Bold, "Denials") + '\n';
	std::size_t number = 0;
	for (const Denial &denial : diagnosis.incident.denials)
		out += paragraph(style, fmt::format("  {}", ++number), reading_in_words(denial));
	out += "\n  " + paint(style, Ink::Bold, "Causes") + '\n';
	for (const Factors &factors : diagnosis.factors)
		out += render_factors(factors, style);
	return out +
	       paragraph(style, fmt::format("  {:.2g}", diagnosis.other_cause_probability),
		       fmt::format("no directive: score {:.2g}", diagnosis.other_cause_score));
}

static Json line_to_json(const ReadLine &line)
{
	Json denials = Json::array();
	for (const Denial &denial : line.denials)
		denials.push_back(sanitize_utf8(reading_in_words(denial)));
	return Json{
		{"source", source_name(line.evidence.source)},
		{"time", line.evidence.time},
		{"message", sanitize_utf8(line.evidence.message)},
		{"denials", std::move(denials)},
		{"reason", text_or_null(line.reason)},
	};
}

static Json factors_to_json(const Factors &factors)
{
	return Json{
		{"setting", sanitize_utf8(setting_in_words(factors.assignment))},
		{"denial", factors.denial},
		{"prior", factors.prior},
		{"share", factors.share},
		{"match", factors.match},
		{"score", factors.score},
		{"probability", factors.probability},
	};
}

Json debug_to_json(const Diagnosis &diagnosis)
{
	return Json{
		{"lines", json_array(diagnosis.incident.lines, line_to_json)},
		{"causes", json_array(diagnosis.factors, factors_to_json)},
		{"other_cause", Json{{"score", diagnosis.other_cause_score},
					{"probability", diagnosis.other_cause_probability}}},
	};
}

} // namespace hardenctl
