// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/columns.hh"
#include "report/debug.hh"
#include "report/hosts.hh"
#include "report/report.hh"
#include "report/rows.hh"
#include "report/style.hh"
#include "report/text-edit.hh"
#include "report/text-finding.hh"
#include "report/text-headline.hh"
#include "report/time-words.hh"
#include "report/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <span>

namespace hardenctl {

static constexpr std::size_t shown_unexplained = 2;
static constexpr std::size_t shown_ruled_out = 2;
static constexpr std::size_t shown_candidates = 4;
static constexpr std::size_t shown_diagnostics = 2;

static std::string render_findings(
	const Diagnosis &diagnosis, const ReportStyle &style, LeftOut &left_out)
{
	const std::size_t total = diagnosis.findings.size();
	const std::size_t shown =
		style.full ? total : std::min<std::size_t>(style.max_findings, total);
	left_out.findings = total - shown;
	std::string out;
	for (std::size_t i = 0; i < shown; ++i) {
		if (i == 0 || style.full)
			out += '\n';
		out += render_finding(
			diagnosis.findings[i], static_cast<unsigned>(i + 1), style, left_out);
	}
	return out;
}

static std::string render_unexplained_denial(
	const Denial &denial, bool with_evidence, const ReportStyle &style, LeftOut &left_out)
{
	std::string out;
	if (denial.other_cause)
		out = paragraph(style, "Actual cause",
			denial.other_cause_reason.empty() ? denial_in_words(denial)
							  : denial.other_cause_reason);
	else
		out = paragraph(style, "Unexplained", denial_in_words(denial));
	if (with_evidence || style.full)
		out += render_evidence(denial, 2, style, left_out);
	return out;
}

static std::string render_unexplained(
	const Diagnosis &diagnosis, const ReportStyle &style, LeftOut &left_out)
{
	const bool sandbox = diagnosis.verdict == Verdict::Sandbox;
	const std::size_t total = diagnosis.unexplained.size();
	const std::size_t limit = sandbox ? 1 : shown_unexplained;
	const std::size_t shown = style.full ? total : std::min(limit, total);
	left_out.unexplained = total - shown;
	std::string out;
	for (std::size_t i = 0; i < shown; ++i)
		out += render_unexplained_denial(
			diagnosis.unexplained[i], !sandbox, style, left_out);
	return out;
}

/** "A, B and 2 more"; with --full all. */
static std::string some_of(
	const std::vector<std::string> &names, std::size_t limit, const ReportStyle &style)
{
	const std::size_t shown = style.full ? names.size() : std::min(limit, names.size());
	std::string text = fmt::format("{}", fmt::join(std::span{names}.first(shown), ", "));
	if (shown < names.size())
		text += fmt::format(" and {} more", names.size() - shown);
	return text;
}

/** "SystemCallFilter=" */
static std::vector<std::string> assignments_of(const std::vector<Directive> &directives)
{
	std::vector<std::string> names;
	for (const Directive directive : directives)
		names.push_back(fmt::format("{}=", name(directive)));
	return names;
}

static std::string render_remedies(const Diagnosis &diagnosis, const ReportStyle &style)
{
	std::string out;
	for (const Remedy &remedy : diagnosis.remedies) {
		out += paragraph(style, "Outside the unit", remedy.text);
		if (!remedy.command.empty())
			out += "    " + clean(style, remedy.command) + '\n';
	}
	return out;
}

static std::string render_candidates(const Diagnosis &diagnosis, const ReportStyle &style)
{
	const std::vector<Directive> &candidates = diagnosis.candidates;
	if (candidates.empty())
		return {};
	std::string text = some_of(assignments_of(candidates), shown_candidates, style);
	if (!style.full && candidates.size() > shown_candidates)
		text += " (--full)";
	return paragraph(style, "It may be", text + ", if the unit sets it");
}

static std::string_view bond_in_words(Relation bond)
{
	switch (bond) {
	case Relation::Dependency:
		return "this unit needs it or waits for it";
	case Relation::Activated:
		return "the bus started it for a process of this unit";
	case Relation::Mentioned:
		return "this unit's errors name it";
	}
	return {};
}

static std::string render_other_failures(const Diagnosis &diagnosis, const ReportStyle &style)
{
	std::string out;
	if (diagnosis.verdict == Verdict::Sandbox)
		return out;
	for (const OtherFailure &other : diagnosis.incident.other_failures)
		out += paragraph(style, "Failed, too",
			fmt::format("{} {}: {}", clock_time(other.evidence.time, style.now),
				other.unit, bond_in_words(other.bond)));
	return out;
}

static std::string render_ruled_out(const Diagnosis &diagnosis, const ReportStyle &style)
{
	const std::vector<std::string> &names = diagnosis.ruled_out;
	if (names.empty() || diagnosis.verdict == Verdict::Clean)
		return {};
	std::string text = some_of(names, shown_ruled_out, style);
	if (!diagnosis.ruled_out_reason.empty())
		text += fmt::format(" ({})", diagnosis.ruled_out_reason);
	return paragraph(style, "Ruled out", text);
}

static std::string render_own_diagnostics(const Diagnosis &diagnosis, const ReportStyle &style)
{
	const std::size_t total = diagnosis.diagnostics.size();
	const std::size_t shown = style.full ? total : std::min(shown_diagnostics, total);
	std::string out;
	for (std::size_t i = 0; i < shown; ++i)
		out += paragraph(style, "Mind", diagnosis.diagnostics[i].message);
	if (shown < total)
		out += paragraph(style, "Mind",
			fmt::format(
				"{} more remarks on its files and log (--full)", total - shown));
	return out;
}

/** What helps where no repair can be offered. */
static std::string next_step(const Diagnosis &diagnosis, bool user, bool live)
{
	const std::string &unit = diagnosis.incident.unit;
	const std::string_view option = user ? "--user " : "";
	if (diagnosis.verdict != Verdict::Sandbox && !diagnosis.incident.other_failures.empty())
		return fmt::format("hardenctl {}diagnose {}, which may be the cause", option,
			diagnosis.incident.other_failures.front().unit);
	switch (diagnosis.verdict) {
	case Verdict::Sandbox:
		return {};
	case Verdict::NotSandbox:
		return fmt::format(
			"journalctl {}-u {} -n 50 shows all that it logged", option, unit);
	case Verdict::Undecided:
		if (!diagnosis.candidates.empty())
			return fmt::format("systemctl {0}cat {1}, where it runs, shows what is "
					   "set; save it as {1} and diagnose ./{1}",
				option, unit);
		if (live)
			return fmt::format(
				"hardenctl bisect {}{} finds it by restarts, and puts all "
				"back",
				option, unit);
		if (!diagnosis.findings.empty())
			return fmt::format(
				"systemctl {}edit --runtime {}, switch the first suspect off and "
				"restart it; the next boot forgets what --runtime wrote",
				option, unit);
		return fmt::format(
			"journalctl {}-u {} -n 50, and the log files that the program writes "
			"itself, may show more",
			option, unit);
	case Verdict::Clean:
		break;
	}
	if (diagnosis.incident.outcome == Outcome::NoTrace)
		return "an older time (--since=, --boot=-1) or another log (--root=, --directory=, "
		       "--log=)";
	if (diagnosis.incident.is_traced)
		return fmt::format(
			"if it does not do its work nonetheless, `hardenctl {}trace {} --restart "
			"-- CHECK` sees its start and what CHECK makes it do",
			option, unit);
	if (live)
		return fmt::format(
			"if it does not do its work nonetheless: some denials leave no "
			"trace in any log, `hardenctl bisect {}{} --check=COMMAND` finds "
			"them by restarts; --since= and --boot=-1 look further back",
			option, unit);
	return "if it does not do its work nonetheless, --since= and --boot=-1 look further back; "
	       "some denials leave no trace in any log";
}

static void append_count(std::string &out, std::size_t count, std::string_view what)
{
	if (count != 0)
		out += fmt::format("{}{} more {}{}", out.empty() ? "" : ", ", count, what,
			count == 1 ? "" : "s");
}

static std::string render_left_out(const LeftOut &left_out, const ReportStyle &style)
{
	std::string out;
	append_count(out, left_out.findings, "finding");
	append_count(out, left_out.evidence, "log line");
	append_count(out, left_out.edits, "repair");
	append_count(out, left_out.notes, "note");
	append_count(out, left_out.unexplained, "unexplained denial");
	if (out.empty() || !style.legend)
		return {};
	return "  " + paint(style, Ink::Dim, out + ": --full shows all") + '\n';
}

/** "web1", "web1 and 2 more hosts" */
static std::string hosts_in_words(const SameOnHosts &same)
{
	const std::string &first = same.front()->incident.hostname;
	return same.size() == 1 ? first
				: fmt::format("{} and {} more host{}", first, same.size() - 1,
					  same.size() == 2 ? "" : "s");
}

/** On which other hosts it is the same. */
static std::string render_hosts(const SameOnHosts &same, const ReportStyle &style)
{
	if (same.size() == 1)
		return {};
	std::string names;
	for (const Diagnosis *diagnosis : std::span{same}.subspan(1))
		names += (names.empty() ? "" : ", ") + diagnosis->incident.hostname;
	return paragraph(style, "The same on", names);
}

static std::string render_diagnosis(
	const SameOnHosts &same, bool with_host, bool user, bool live, const ReportStyle &style)
{
	const Diagnosis &diagnosis = *same.front();
	LeftOut left_out;
	std::string out = render_headline(
		diagnosis.incident, with_host ? hosts_in_words(same) : std::string{}, style);
	out += render_hosts(same, style);
	if (!diagnosis.summary.empty())
		out += paragraph(style, "", diagnosis.summary);
	out += render_findings(diagnosis, style, left_out);
	out += render_unexplained(diagnosis, style, left_out);
	out += render_remedies(diagnosis, style);
	out += render_candidates(diagnosis, style);
	out += render_other_failures(diagnosis, style);
	out += render_ruled_out(diagnosis, style);
	out += render_own_diagnostics(diagnosis, style);
	if (style.debug)
		out += render_debug(diagnosis, style);
	out += render_left_out(left_out, style);
	if (diagnosis.verdict == Verdict::Sandbox)
		out += render_how_to_write(diagnosis, user, live, style);
	else if (style.legend)
		out += paragraph(style, "Next", next_step(diagnosis, user, live));
	return out;
}

std::string render_diagnoses(const Report &report, const ReportStyle &style)
{
	const Utf8Scope utf8;
	const bool with_host = has_many_hosts(report.diagnoses);
	std::string out;
	for (const SameOnHosts &same :
		fold_hosts(report.diagnoses, style.full ? nullptr : cause_and_denial_of)) {
		if (!out.empty())
			out += '\n';
		out += render_diagnosis(same, with_host, report.user, report.live, style);
	}
	return out;
}

} // namespace hardenctl
