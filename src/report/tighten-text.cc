// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/exposure.hh"
#include "base/text.hh"
#include "report/columns.hh"
#include "report/rows.hh"
#include "report/style.hh"
#include "report/tighten.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

namespace hardenctl {

/** Of a drop-in for people: as wide as a file is, or the screen. */
static std::size_t comment_width(const ReportStyle &style) noexcept
{
	static constexpr std::size_t widest = 98;
	return style.width == 0 ? widest : std::min<std::size_t>(widest, text_width(style));
}

static std::string comment(const ReportStyle &style, std::string_view text, Ink ink = Ink::Dim,
	std::string_view mark = "# ")
{
	std::string out;
	for (const std::string &line : wrap(clean(style, text), comment_width(style) - mark.size()))
		out += paint(style, ink, std::string{mark} + line) + '\n';
	return out;
}

static std::string_view heading_of(Support support) noexcept
{
	switch (support) {
	case Support::Harmless:
		return "Proven harmless: what these lines deny is denied already, or needs "
		       "privileges that it lacks";
	case Support::Supported:
		return "Supported by what was seen: nothing shows that it needs what these lines "
		       "take away";
	case Support::Trial:
		return "Needs a trial: nothing that was seen speaks against it, but its use would "
		       "not show";
	case Support::Rejected:
		return "Left out: it would deny what was seen";
	}
	return {};
}

/** Of a support, the reason that more than half of several candidates have; empty if none is. */
static std::string_view usual_reason(const TightenAdvice &advice, Support support)
{
	std::map<std::string_view, std::size_t> counts;
	std::size_t all = 0;
	for (const Candidate &candidate : advice.candidates)
		if (candidate.support == support) {
			counts[candidate.reason]++;
			all++;
		}
	for (const auto &[reason, count] : counts)
		if (count > 1 && count > all / 2)
			return reason;
	return {};
}

/** The exposure is not told where nothing is gained: most lists have no row of their own. */
static std::string explanation(const Candidate &candidate, bool with_reason)
{
	static constexpr double shown = 0.005;
	std::string text = with_reason ? capitalized(candidate.reason) + '.' : "";
	if (candidate.exposure_share >= shown)
		text += fmt::format(" Exposure -{:.2f}.", candidate.exposure_share);
	if (!candidate.risk.empty())
		text += fmt::format(" Risk: {}.", candidate.risk);
	return text;
}

/** With its value where a weaker one stands above. */
static std::string rejection(const TightenAdvice &advice, const Candidate &candidate)
{
	const bool has_weaker = std::ranges::count(advice.candidates, candidate.directive,
					&Candidate::directive) > 1;
	const std::string &line = has_weaker ? candidate.lines.back() : candidate.lines.front();
	const auto size = has_weaker ? line.size() : line.find('=') + 1;
	return fmt::format("{}: {}.", line.substr(0, size), candidate.reason);
}

static std::string render_candidate(
	const Candidate &candidate, bool with_reason, const ReportStyle &style)
{
	const std::string why = explanation(candidate, with_reason);
	std::string out = why.empty() ? "" : comment(style, strip(why));
	for (const std::string &line : candidate.lines) {
		const std::string text = clean(style, line);
		out += candidate.support == Support::Trial ? paint(style, Ink::Dim, '#' + text)
							   : paint(style, Ink::Bold, text);
		out += '\n';
	}
	return out;
}

static std::string render_group(
	const TightenAdvice &advice, Support support, const ReportStyle &style)
{
	const std::string_view usual =
		support == Support::Trial ? usual_reason(advice, support) : std::string_view{};
	std::string out;
	for (const Candidate &candidate : advice.candidates)
		if (candidate.support == support) {
			if (!out.empty() && support != Support::Rejected)
				out += '\n';
			out += support == Support::Rejected
				       ? comment(style, rejection(advice, candidate))
				       : render_candidate(
						 candidate, candidate.reason != usual, style);
		}
	if (out.empty())
		return out;
	const std::string heading = usual.empty() ? fmt::format("{}.", heading_of(support))
						  : fmt::format("Needs a trial: {}.", usual);
	return '\n' + comment(style, heading, Ink::Heading, "## ") + out;
}

static std::string beyond(const TightenAdvice &advice, TightenLevel level, const ReportStyle &style)
{
	const std::string words = beyond_in_words(advice, level);
	return words.empty() ? words
			     : comment(style, fmt::format("--level={} {}.", name(level), words));
}

static std::string summary_of(const TightenAdvice &advice)
{
	std::string out = fmt::format("{}: {} process{} looked at, level {}.", advice.unit,
		advice.processes, advice.processes == 1 ? "" : "es", name(advice.level));
	if (advice.exposure_before && advice.exposure_before == advice.exposure_all)
		out += fmt::format(" Exposure {}.", exposure_text(*advice.exposure_before));
	else if (advice.exposure_before)
		out += fmt::format(" Exposure {} now, {} with these lines, {} with those that need "
				   "a trial.",
			exposure_text(*advice.exposure_before),
			exposure_text(*advice.exposure_supported),
			exposure_text(*advice.exposure_all));
	return out;
}

std::string render_tightening(const TightenAdvice &advice, const ReportStyle &style)
{
	const Utf8Scope utf8;
	std::string out;
	if (style.legend) {
		out += comment(style, summary_of(advice));
		if (!advice.kind.empty())
			out += comment(style, advice.kind);
		for (const std::string &note : advice.notes)
			out += comment(style, note);
		if (!advice.unavailable.empty())
			out += comment(style,
				fmt::format("Not here: {}.", fmt::join(advice.unavailable, ", ")));
	}
	out += "[Service]\n";
	if (advice.candidates.empty())
		out += comment(
			style, fmt::format("Level {} has nothing to add.", name(advice.level)));
	for (const Support support :
		{Support::Harmless, Support::Supported, Support::Trial, Support::Rejected})
		out += render_group(advice, support, style);
	std::string more;
	for (const TightenLevel level : {TightenLevel::Balanced, TightenLevel::Strict})
		more += beyond(advice, level, style);
	if (!more.empty())
		out += '\n' +
		       paint(style, Ink::Heading,
			       "## Higher levels may break uses that were not seen here.") +
		       '\n' + more;
	return out;
}

std::string render_tightenings(const TightenReport &report, const ReportStyle &style)
{
	std::string out;
	for (const TightenAdvice &unit : report.units) {
		if (!out.empty())
			out += '\n';
		out += render_tightening(unit, style);
	}
	return out;
}

} // namespace hardenctl
