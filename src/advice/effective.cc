// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/effective.hh"

#include "unit/words.hh"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace hardenctl {

namespace {

/** Points of 10, by the share of the weights of all rows that apply. */
class ExposurePoints {
	std::vector<ExposureRow> rows_;
	unsigned total_ = 0;

public:
	explicit ExposurePoints(std::vector<ExposureRow> rows) : rows_(std::move(rows))
	{
		for (const ExposureRow &row : rows_)
			total_ += row.badness ? row.weight : 0;
	}

	void fill_in(EffectiveSetting &setting) const
	{
		double left = 0;
		double all = 0;
		for (const ExposureRecord &known : record(setting.directive).exposure) {
			const auto row = std::ranges::find(
				rows_, known.json_field, &ExposureRow::json_field);
			if (row == rows_.end() || !row->badness)
				continue;
			left += 10.0 * *row->badness * row->weight / row->range / total_;
			all += 10.0 * row->weight / total_;
		}
		if (all == 0)
			return;
		setting.exposure_left = left;
		setting.exposure_gained = all - left;
	}
};

/** The first version that has the directive and every word of the value. */
unsigned known_since(const Assignment &assignment)
{
	const DirectiveRecord &directive = record(assignment.directive);
	unsigned since = directive.since;
	const std::string_view value = assignment.value;
	const auto words = split_words(value.substr(value.starts_with('~')))
				   .value_or(std::vector<std::string>{});
	for (const ValueRecord &known : directive.values)
		if (std::ranges::find(words, known.value) != words.end())
			since = std::max(since, known.since);
	return since;
}

EffectiveSetting effective(const Assignment &assignment, const System &system)
{
	const unsigned since = known_since(assignment);
	EffectiveSetting setting{.directive = assignment.directive,
		.value = assignment.value,
		.origin = assignment.origin};
	if (system.systemd_version != 0 && since > system.systemd_version)
		setting.missing_until = since;
	return setting;
}

/** Where the last one counts, that one; else all. */
std::vector<std::size_t> in_force(const Settings &settings, Directive directive)
{
	const Merge merge = record(directive).merge;
	if (merge != Merge::Last && merge != Merge::LastOrReset)
		return settings.of(directive);
	const auto index = settings.find(directive);
	return index ? std::vector{*index} : std::vector<std::size_t>{};
}

/** Where it was made: no two assignments are on one line of a file. */
using Place = std::pair<std::string_view, unsigned>;

Place place_of(const Assignment &assignment)
{
	return {assignment.origin.path, assignment.origin.line};
}

using Ignored = std::map<Directive, std::vector<EffectiveSetting>>;

/** What only a newer systemd takes. */
Ignored find_ignored(const UnitConfig &config, const UnitConfig &newest, const System &system)
{
	Ignored ignored;
	std::set<Place> taken;
	for (const Assignment &assignment : config.assignments)
		taken.insert(place_of(assignment));
	for (const Assignment &assignment : newest.assignments) {
		if (taken.contains(place_of(assignment)))
			continue;
		const EffectiveSetting setting = effective(assignment, system);
		if (setting.missing_until != 0)
			ignored[assignment.directive].push_back(setting);
	}
	return ignored;
}

EffectiveSetting default_of(const DirectiveRecord &directive, const System &system)
{
	return effective({.directive = directive.id,
				 .value = std::string{directive.default_value},
				 .origin = {}},
		system);
}

} // namespace

UserSupport user_support(Directive directive) noexcept
{
	const std::string_view words = record(directive).user_manager;
	if (words.starts_with("Works") && !words.starts_with("Works from") &&
		!words.starts_with("Works where"))
		return UserSupport::Works;
	for (const std::string_view never :
		{"Not available", "A user manager cannot enforce it", "Refused"})
		if (words.starts_with(never))
			return UserSupport::Never;
	return UserSupport::Depends;
}

EffectiveSandbox effective_sandbox(const UnitConfig &config, const UnitConfig &newest,
	const System &system, ExposureMode mode, bool all)
{
	EffectiveSandbox sandbox{.unit = config.id, .description = config.description};
	const Settings settings{config, system};
	const ExposurePoints points{exposure_rows(config, system, mode)};
	Ignored ignored = find_ignored(config, newest, system);
	// other kinds of units share most of a service's
	constexpr std::string_view section = "Service";
	for (const DirectiveRecord &directive : directive_records()) {
		std::vector<EffectiveSetting> rows;
		for (const std::size_t index : in_force(settings, directive.id))
			rows.push_back(effective(settings[index].assignment, system));
		std::ranges::move(ignored[directive.id], std::back_inserter(rows));
		if (rows.empty() && all && directive.restricts && directive.section == section)
			rows.push_back(default_of(directive, system));
		if (!rows.empty())
			points.fill_in(rows.front());
		for (EffectiveSetting &row : rows) {
			if (system.user_manager)
				row.user = user_support(row.directive);
			sandbox.settings.push_back(std::move(row));
		}
	}
	if (config.id.ends_with(".service"))
		sandbox.exposure = exposure_level(config, system, mode);
	return sandbox;
}

std::string_view exposure_word(unsigned level) noexcept
{
	struct Word {
		unsigned from;
		std::string_view word;
	};
	static constexpr Word words[]{{100, "DANGEROUS"}, {90, "UNSAFE"}, {75, "EXPOSED"},
		{50, "MEDIUM"}, {10, "OK"}, {1, "SAFE"}};
	for (const Word &row : words)
		if (level >= row.from)
			return row.word;
	return "PERFECT";
}

} // namespace hardenctl
