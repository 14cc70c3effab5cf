// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-diagnose.hh"

#include "advice/diagnose-recording.hh"
#include "base/error.hh"
#include "base/interruption.hh"
#include "base/text.hh"
#include "cli/diagnosis-context.hh"
#include "cli/follow.hh"
#include "cli/output.hh"
#include "cli/unit-arguments.hh"
#include "observe/recording.hh"
#include "trial/drop-in-name.hh"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>

namespace hardenctl {

/** What the reader must know of the unit's files before believing the answer. */
static std::optional<Diagnostic> remark_on(const UnitConfig &config, const std::string &unit)
{
	switch (config.load_state) {
	case LoadState::Loaded:
		return std::nullopt;
	case LoadState::NotFound:
		return Diagnostic{Level::Warning,
			fmt::format(
				"No unit file of {}: judged by the log alone. --root=DIR or a path "
				"such as ./{} names its file.",
				unit, unit)};
	case LoadState::Masked:
		return Diagnostic{Level::Notice, fmt::format("{} is masked.", unit)};
	case LoadState::BadSetting:
		return Diagnostic{
			Level::Warning, fmt::format("systemd refuses the unit file of {}.", unit)};
	}
	return std::nullopt;
}

/** A trial that was killed leaves its drop-in in force. */
static std::optional<Diagnostic> remark_on_trial(const UnitConfig &config, const std::string &unit)
{
	for (const std::string &path : config.drop_ins)
		if (path.ends_with(trial_name) && has_own_name(path))
			return Diagnostic{Level::Warning,
				fmt::format("{} is in force for a trial: unless a hardenctl is "
					    "still at "
					    "work, `hardenctl revert {}` takes it back.",
					path, unit)};
	return std::nullopt;
}

/**
 * Throws Error if there is no such unit.
 * @param seen of a pattern, which may match a unit and its aliases
 */
static void add_unit(Report &report, DiagnosisContext &context, const UnitArgument &argument,
	std::set<std::string> &seen)
{
	const UnitConfig config = load_argument(context, argument);
	const std::string unit = examined_name(argument, config);
	if (!seen.insert(unit).second)
		return;
	std::vector<Diagnosis> diagnoses = examine(context, unit, config);
	expect_known_unit(context, unit, config, diagnoses);
	if (argument.by_pattern)
		std::erase_if(diagnoses, [](const Diagnosis &diagnosis) {
			return diagnosis.verdict == Verdict::Clean;
		});
	else if (const auto remark = remark_on(config, unit))
		report.diagnostics.push_back(*remark);
	if (const auto remark = remark_on_trial(config, unit))
		report.diagnostics.push_back(*remark);
	for (Diagnosis &diagnosis : diagnoses)
		report.diagnoses.push_back(std::move(diagnosis));
}

/** One unreadable unit does not keep the others of a pattern from being answered. */
static void add_if_possible(Report &report, DiagnosisContext &context, const UnitArgument &argument,
	std::set<std::string> &seen)
{
	try {
		add_unit(report, context, argument, seen);
	} catch (const Interrupted &) {
		throw;
	} catch (const Error &error) {
		report.diagnostics.push_back({Level::Error, error.what()});
	}
}

/** Of a pattern only units in trouble are shown: silence would look like no match. */
static Diagnostic well_in_words(const std::string &pattern, const std::set<std::string> &units)
{
	static constexpr std::size_t enough = 3;
	std::string names;
	std::size_t count = 0;
	for (const std::string &unit : units)
		if (count++ < enough)
			names += (names.empty() ? "" : ", ") + unit;
	if (count > enough)
		names += fmt::format(" and {} more", count - enough);
	return {Level::Notice,
		fmt::format("Of what matches '{}' no unit failed or was denied something: {}.",
			pattern, names)};
}

/** One wrong argument does not keep the others from being answered. */
static void add_argument(Report &report, DiagnosisContext &context, const std::string &argument)
{
	try {
		std::set<std::string> seen;
		const auto before = std::pair{report.diagnoses.size(), report.diagnostics.size()};
		for (const UnitArgument &unit : expand_argument(context, argument))
			add_if_possible(report, context, unit, seen);
		if (is_glob(argument) &&
			before == std::pair{report.diagnoses.size(), report.diagnostics.size()})
			report.diagnostics.push_back(well_in_words(argument, seen));
	} catch (const Error &error) {
		report.diagnostics.push_back({Level::Error, error.what()});
	}
}

/** --log= without a unit: those that it names, else one whose name nobody has told. */
static std::vector<std::string> units_in_log(DiagnosisContext &context)
{
	std::vector<std::string> units = context.log->units();
	std::erase_if(units, [](const std::string &unit) { return !runs_processes(unit); });
	if (units.empty())
		units.emplace_back("unknown.service");
	return units;
}

/** On a screen the others are counted; JSON has no place for that. */
static void limit_findings(Report &report, std::size_t limit)
{
	for (Diagnosis &diagnosis : report.diagnoses)
		if (diagnosis.findings.size() > limit)
			diagnosis.findings.erase(
				diagnosis.findings.begin() + static_cast<std::ptrdiff_t>(limit),
				diagnosis.findings.end());
}

/** --follow: what cannot be examined now may be later. */
static std::vector<Diagnosis> diagnose_changed(
	DiagnosisContext &context, const CommandLine &command_line, std::uint64_t news_since)
{
	Report report;
	for (const std::string &argument : command_line.arguments)
		if (is_glob(argument) || argument.find('/') != argument.npos || news_since == 0 ||
			has_news(*context.log, mangle_unit_name(argument), news_since))
			add_argument(report, context, argument);
	return std::move(report.diagnoses);
}

/** --trace=: of the unit that it names, or the one that is given. */
static int diagnose_trace(const CommandLine &command_line)
{
	if (command_line.follow)
		throw Error("--trace= is a recording: there is nothing to follow.");
	Recording recording = read_recording(command_line.trace);
	DiagnosisContext context = open_diagnosis_context(command_line, LogUse::None);
	if (command_line.arguments.size() > 1)
		throw Error("--trace= is about one unit: give one.");
	const std::string name =
		command_line.arguments.empty() ? recording.unit : command_line.arguments.front();
	const UnitArgument argument = expand_argument(context, name).front();
	const UnitConfig config = load_argument(context, argument);
	recording.unit = examined_name(argument, config);
	if (!argument.path.empty()) {
		/* a copy of the unit of another system, whose files are not here */
		context.system.file_tree.reset();
		context.system.unit_tree.reset();
	}
	Report report = start_report(context, command_line);
	report.source = command_line.trace;
	if (const auto remark = remark_on(config, recording.unit))
		report.diagnostics.push_back(*remark);
	report.diagnoses.push_back(diagnose_recording(recording, config, context.system));
	return write_report(command_line, report, render_diagnoses);
}

int run_diagnose(const CommandLine &command_line)
{
	if (command_line.traces)
		throw Error("diagnose needs a recording: --trace=FILE, as `hardenctl trace UNIT "
			    "--record=FILE` saves it.");
	if (!command_line.trace.empty())
		return diagnose_trace(command_line);
	if (command_line.follow)
		return follow(
			command_line,
			[&](DiagnosisContext &context, std::uint64_t news_since) {
				return diagnose_changed(context, command_line, news_since);
			},
			render_diagnoses);
	DiagnosisContext context = open_diagnosis_context(command_line);
	seek_trouble(context, command_line);
	Report report = start_report(context, command_line);
	for (const std::string &argument :
		command_line.arguments.empty() ? units_in_log(context) : command_line.arguments)
		add_argument(report, context, argument);
	if (command_line.json != JsonMode::Off && command_line.lines)
		limit_findings(report, *command_line.lines);
	report.diagnostics.insert(report.diagnostics.end(), context.log->diagnostics().begin(),
		context.log->diagnostics().end());
	return write_report(command_line, report, render_diagnoses);
}

} // namespace hardenctl
