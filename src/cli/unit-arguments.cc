// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/unit-arguments.hh"

#include "base/error.hh"
#include "base/text.hh"
#include "cli/live-manager.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>

namespace hardenctl {

bool runs_processes(std::string_view unit) noexcept
{
	static constexpr std::array<std::string_view, 4> suffixes{
		".service", ".socket", ".mount", ".swap"};
	const bool is_template = unit.find("@.") != std::string_view::npos;
	return !is_template && std::ranges::any_of(suffixes, [unit](std::string_view suffix) {
		return unit.ends_with(suffix);
	});
}

/** Sorted, each once. */
static std::vector<std::string> known_units(DiagnosisContext &context)
{
	std::vector<std::string> units = list_unit_files(context.load_path());
	if (context.log)
		for (std::string &unit : context.log->units())
			units.push_back(std::move(unit));
	if (context.manager)
		for (std::string &unit : context.manager->loaded_units())
			units.push_back(std::move(unit));
	std::ranges::sort(units);
	units.erase(std::unique(units.begin(), units.end()), units.end());
	return units;
}

static bool pattern_matches(const std::string &pattern, const std::string &unit)
{
	return glob_match(pattern, unit) || glob_match(pattern + ".service", unit);
}

static std::vector<UnitArgument> expand_pattern(
	DiagnosisContext &context, const std::string &pattern)
{
	std::vector<UnitArgument> matches;
	for (const std::string &unit : known_units(context))
		if (runs_processes(unit) && pattern_matches(pattern, unit))
			matches.push_back({.unit = unit, .by_pattern = true});
	if (matches.empty())
		throw Error(fmt::format("No unit matches '{}', {}.", pattern,
			context.log ? "neither a file nor a log entry"
				    : "among those with a file"));
	return matches;
}

std::vector<UnitArgument> expand_argument(DiagnosisContext &context, const std::string &argument)
{
	if (argument.find('/') != std::string::npos)
		return {{.path = argument}};
	if (is_glob(argument))
		return expand_pattern(context, argument);
	return {{.unit = mangle_unit_name(argument)}};
}

bool is_selected(const std::vector<std::string> &patterns, const std::string &unit)
{
	return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string &pattern) {
		return is_glob(pattern) ? pattern_matches(pattern, unit)
					: mangle_unit_name(pattern) == unit;
	});
}

std::string no_such_unit(DiagnosisContext &context, const std::string &unit)
{
	const std::string what = fmt::format("Unit {} not found: it has no file{}", unit,
		context.log ? " and no log entry" : "");
	auto known = known_units(context);
	std::erase(known, unit);
	const std::vector<std::string_view> names{known.begin(), known.end()};
	if (const auto near = did_you_mean(unit, names))
		return fmt::format("{}; did you mean {}?", what, *near);
	return context.log ? what + "; `hardenctl list` shows which units were denied "
				    "something."
			   : what + '.';
}

void expect_known_unit(DiagnosisContext &context, const std::string &unit, const UnitConfig &config,
	const std::vector<Diagnosis> &diagnoses)
{
	const bool has_run = std::ranges::any_of(diagnoses, [](const Diagnosis &diagnosis) {
		return diagnosis.incident.outcome != Outcome::NoTrace ||
		       !diagnosis.incident.denials.empty();
	});
	if (config.load_state == LoadState::NotFound && !has_run)
		throw Error(no_such_unit(context, unit));
}

std::string examined_name(const UnitArgument &argument, const UnitConfig &config)
{
	const bool is_known = config.load_state != LoadState::NotFound && !config.id.empty();
	return argument.unit.empty() || is_known ? config.id : argument.unit;
}

std::vector<std::string> with_real_names(
	DiagnosisContext &context, const std::vector<std::string> &patterns)
{
	std::vector<std::string> all = patterns;
	for (const std::string &pattern : patterns)
		if (!is_glob(pattern)) {
			const UnitArgument argument{.unit = mangle_unit_name(pattern)};
			all.push_back(examined_name(argument, load_argument(context, argument)));
		}
	return all;
}

std::vector<std::string> unknown_patterns(
	DiagnosisContext &context, const std::vector<std::string> &patterns)
{
	const auto known = known_units(context);
	std::vector<std::string> unknown;
	std::ranges::copy_if(
		patterns, std::back_inserter(unknown), [&](const std::string &pattern) {
			return std::ranges::none_of(known, [&](const std::string &unit) {
				return is_selected({pattern}, unit);
			});
		});
	return unknown;
}

UnitConfig load_argument(DiagnosisContext &context, const UnitArgument &argument)
{
	return argument.path.empty() ? load_examined(context, argument.unit)
				     : load_unit_file(context.search, argument.path);
}

} // namespace hardenctl
