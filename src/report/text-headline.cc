// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/text-headline.hh"

#include "report/columns.hh"
#include "report/style.hh"
#include "report/time-words.hh"

#include <fmt/format.h>

namespace hardenctl {

static constexpr std::size_t short_invocation = 8;

static std::string symbol(Outcome outcome, const ReportStyle &style)
{
	const Symbols &symbol = symbols(style);
	switch (outcome) {
	case Outcome::NoTrace:
		return paint(style, Ink::Dim, symbol.idle);
	case Outcome::Ok:
		return paint(style, Ink::Green, symbol.running);
	case Outcome::Impaired:
		return paint(style, Ink::Yellow, symbol.running);
	case Outcome::Failed:
	case Outcome::NotStarted:
		return paint(style, Ink::Red, symbol.failed);
	}
	return {};
}

/** " 2min ago", or nothing if the log has no times. */
static std::string when(std::uint64_t time, const ReportStyle &style)
{
	return time == 0 ? "" : ' ' + ago(time, style.now);
}

static std::uint64_t last_denied(const Incident &incident) noexcept
{
	std::uint64_t last = 0;
	for (const Denial &denial : incident.denials)
		last = std::max(last, denial.last);
	return last;
}

static std::string failure(const Incident &incident, const ReportStyle &style)
{
	std::string words = " failed" + when(incident.ended, style);
	if (incident.started != 0 && incident.ended > incident.started)
		words += fmt::format(
			", {} after its start", duration(incident.ended - incident.started));
	return words;
}

static std::string what_happened(const Incident &incident, const ReportStyle &style)
{
	switch (incident.outcome) {
	case Outcome::NoTrace:
		return ": nothing in the log";
	case Outcome::Ok:
		if (!incident.unsettled.empty())
			return fmt::format(": {}, started", clean(style, incident.unsettled)) +
			       when(incident.started, style);
		return incident.ended == 0 ? ": no failure, started" + when(incident.started, style)
					   : ": no failure, ended" + when(incident.ended, style);
	case Outcome::Impaired:
		return " was started, but parts of it failed" + when(last_denied(incident), style);
	case Outcome::Failed:
		return failure(incident, style);
	case Outcome::NotStarted:
		return " was not started" + when(incident.ended, style) +
		       (incident.dependency_failed ? ": a dependency failed" : "");
	}
	return {};
}

static std::string invocation(const Incident &incident, const ReportStyle &style)
{
	if (incident.invocation.empty())
		return {};
	const std::string id = clean(style, incident.invocation);
	if (style.full || id.size() <= short_invocation)
		return fmt::format(" (invocation {})", id);
	return fmt::format(
		" (invocation {}{})", id.substr(0, short_invocation), symbols(style).ellipsis);
}

/** "code=exited, status=226/NAMESPACE (ExecStart=), as 4 times before" */
static std::string exit_line(const Incident &incident, const ReportStyle &style)
{
	if (incident.exit.empty() && incident.repeats == 0)
		return {};
	std::string words = incident.exit.empty() ? incident.result : incident.exit;
	if (!incident.command.empty())
		words += fmt::format(" ({}=)", incident.command);
	if (incident.repeats != 0)
		words += fmt::format(", as {} {} before it", incident.repeats,
			incident.repeats == 1 ? "start" : "starts");
	return "  " + clean(style, words) + '\n';
}

/** Of what is past. */
static std::string recovery_line(const Incident &incident, const ReportStyle &style)
{
	if (incident.well_since == 0)
		return {};
	const std::string when = ago(incident.well_since, style.now);
	return "  " +
	       (incident.well_has_ended
			       ? fmt::format("The run that began {} ended well.", when)
			       : fmt::format("It runs now: started {}, no failure since.", when)) +
	       '\n';
}

std::string render_headline(
	const Incident &incident, std::string_view hosts, const ReportStyle &style)
{
	std::string unit = clean(style, incident.unit);
	if (!hosts.empty())
		unit += " on " + clean(style, hosts);
	const std::string what = what_happened(incident, style);
	std::string id = invocation(incident, style);
	if (style.width != 0 && 2 + display_width(unit + what + id) > style.width)
		id.clear();
	return symbol(incident.outcome, style) + ' ' + paint(style, Ink::Bold, unit) + what + id +
	       '\n' + exit_line(incident, style) + recovery_line(incident, style);
}

} // namespace hardenctl
