// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-list.hh"

#include "base/error.hh"
#include "base/text.hh"
#include "cli/follow.hh"
#include "cli/live-manager.hh"
#include "cli/output.hh"
#include "cli/unit-arguments.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

struct ListedUnit {
	std::string unit;
	/** The manager knows it as failed. */
	bool failed = false;
};

} // namespace

/** The log does not reach back to it. */
static void note_failure_without_trace(Diagnosis &diagnosis)
{
	diagnosis.verdict = Verdict::Undecided;
	diagnosis.incident.outcome = Outcome::Failed;
	diagnosis.summary = "It failed; the log holds nothing about it.";
}

/** One unreadable unit is a warning; the others are listed. */
static void add_unit(std::vector<Diagnosis> &diagnoses, Diagnostics &diagnostics,
	DiagnosisContext &context, const ListedUnit &candidate)
{
	try {
		const UnitConfig config = load_examined(context, candidate.unit);
		for (Diagnosis &diagnosis : examine(context, candidate.unit, config)) {
			if (candidate.failed && diagnosis.incident.outcome == Outcome::NoTrace)
				note_failure_without_trace(diagnosis);
			if (diagnosis.verdict != Verdict::Clean)
				diagnoses.push_back(std::move(diagnosis));
		}
	} catch (const Error &error) {
		diagnostics.push_back({Level::Warning, error.what()});
	}
}

/** Of the log, and those that the manager knows as failed; each once. */
static std::vector<ListedUnit> suspects_of(
	DiagnosisContext &context, Diagnostics &diagnostics, std::uint64_t news_since)
{
	std::vector<ListedUnit> units;
	const auto add = [&units](const std::string &unit, bool failed) {
		if (std::ranges::find(units, unit, &ListedUnit::unit) == units.end())
			units.push_back({.unit = unit, .failed = failed});
	};
	TimeSpan span = context.span;
	span.since = std::max(span.since, news_since);
	for (const FailedUnit &suspect : find_failed_units(*context.log, span))
		add(suspect.unit, false);
	// who asks for a time asks what happened in it
	if (!context.manager || context.span.since != 0 || !context.span.boot_id.empty())
		return units;
	try {
		for (const std::string &unit : context.manager->failed_services())
			add(unit, true);
	} catch (const Error &error) {
		diagnostics.push_back({Level::Notice, error.what()});
	}
	return units;
}

/** @param news_since only units that failed since then, 0 for all */
static std::vector<Diagnosis> diagnose_selected(DiagnosisContext &context,
	const CommandLine &command_line, Diagnostics &diagnostics, std::uint64_t news_since)
{
	std::vector<Diagnosis> diagnoses;
	const auto patterns = with_real_names(context, command_line.arguments);
	for (const ListedUnit &candidate : suspects_of(context, diagnostics, news_since))
		if (is_selected(patterns, candidate.unit))
			add_unit(diagnoses, diagnostics, context, candidate);
	sort_worst_first(diagnoses);
	return diagnoses;
}

/** A name that is mistyped is no unit that is well. */
static void add_unknown(Report &report, DiagnosisContext &context)
{
	for (const std::string &pattern : unknown_patterns(context, report.patterns))
		report.diagnostics.push_back({Level::Warning,
			is_glob(pattern) ? fmt::format("No unit matches '{}'.", pattern)
					 : no_such_unit(context, mangle_unit_name(pattern))});
}

static std::string render_new_rows(const Report &report, const ReportStyle &style)
{
	ReportStyle bare = style;
	bare.legend = false;
	return render_list(report, bare);
}

int run_list(const CommandLine &command_line)
{
	Diagnostics diagnostics;
	if (command_line.follow) {
		const auto look = [&](DiagnosisContext &context, std::uint64_t news_since) {
			return diagnose_selected(context, command_line, diagnostics, news_since);
		};
		return follow(command_line, look, render_new_rows);
	}
	DiagnosisContext context = open_diagnosis_context(command_line);
	seek_trouble(context, command_line);
	Report report = start_report(context, command_line);
	report.patterns = command_line.arguments;
	report.diagnoses = diagnose_selected(context, command_line, report.diagnostics, 0);
	if (report.diagnoses.empty())
		add_unknown(report, context);
	if (command_line.lines && *command_line.lines < report.diagnoses.size())
		report.diagnoses.resize(*command_line.lines);
	report.diagnostics.insert(report.diagnostics.end(), context.log->diagnostics().begin(),
		context.log->diagnostics().end());
	return write_report(command_line, report, render_list);
}

} // namespace hardenctl
