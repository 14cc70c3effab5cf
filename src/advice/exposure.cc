// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/exposure.hh"

#include "advice/exposure-rules.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr unsigned divide_rounding_up(unsigned dividend, unsigned divisor) noexcept
{
	return (dividend + divisor - 1) / divisor;
}

System with_known_version(System system) noexcept
{
	if (!system.systemd_version)
		system.systemd_version = newest_known_systemd;
	return system;
}

/** Two directives share a row: DynamicUser= with User=, RootImage= with RootDirectory=. */
bool contains(const std::vector<ExposureRow> &rows, std::string_view json_field)
{
	return std::ranges::find(rows, json_field, &ExposureRow::json_field) != rows.end();
}

} // namespace

std::vector<ExposureRow> exposure_rows(
	const UnitConfig &config, const System &system, ExposureMode mode)
{
	const ExposedUnit unit{config, with_known_version(system), mode};
	std::vector<ExposureRow> rows;
	for (const DirectiveRecord &directive : directive_records())
		for (const ExposureRecord &row : directive.exposure) {
			if (row.since > unit.system.systemd_version ||
				contains(rows, row.json_field))
				continue;
			rows.push_back({
				.json_field = row.json_field,
				.badness = exposure_badness(row, directive.id, unit),
				.weight = row.weight,
				.range = row.range,
			});
		}
	return rows;
}

std::optional<unsigned> exposure_level(const std::vector<ExposureRow> &rows) noexcept
{
	unsigned badness = 0;
	unsigned weight = 0;
	for (const ExposureRow &row : rows) {
		if (!row.badness)
			continue;
		badness += divide_rounding_up(*row.badness * row.weight, row.range);
		weight += row.weight;
	}
	if (!weight)
		return std::nullopt;
	return divide_rounding_up(badness * 100, weight);
}

std::optional<unsigned> exposure_level(
	const UnitConfig &config, const System &system, ExposureMode mode)
{
	if (config.load_state != LoadState::Loaded)
		return std::nullopt;
	return exposure_level(exposure_rows(config, system, mode));
}

std::string exposure_text(unsigned level)
{
	return fmt::format("{}.{}", level / 10, level % 10);
}

} // namespace hardenctl
