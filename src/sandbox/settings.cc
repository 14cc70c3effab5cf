// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/settings.hh"

#include "unit/words.hh"

namespace hardenctl {

namespace {

bool is_negative(std::string_view value) noexcept
{
	return value.empty() || parse_boolean(value) == false;
}

/** Does "A= implies B=" hold for this assignment? Conditions in words are judged here, once. */
bool implication_holds(
	const Assignment &assignment, const Implication &implication, const Settings &settings)
{
	const DirectiveRecord &from = record(assignment.directive);
	if (from.type != ValueType::Boolean && from.type != ValueType::Enum)
		return false;
	if (is_negative(assignment.value))
		return false;
	/* a scalar that the unit sets itself is stronger, except where systemd enforces it */
	const bool scalar = record(implication.directive).merge == Merge::Last;
	const auto own = settings.find(implication.directive);
	return !scalar || !own || is_negative(settings[*own].assignment.value);
}

} // namespace

Settings::Settings(const UnitConfig &config, const System &)
{
	for (const Assignment &assignment : config.assignments)
		settings_.push_back({.assignment = assignment, .implied_by = {}});

	const std::size_t written_count = settings_.size();
	for (std::size_t i = 0; i < written_count; i++)
		for (const Implication &implication :
			record(settings_[i].assignment.directive).implies) {
			const Assignment from = settings_[i].assignment;
			if (!implication_holds(from, implication, *this))
				continue;
			settings_.push_back({
				.assignment =
					{
						.directive = implication.directive,
						.value = std::string{implication.value},
						.origin =
							{
								.kind = OriginKind::Implied,
								.path = from.origin.path,
								.line = from.origin.line,
								.implied_by = from.directive,
							},
					},
				.implied_by = i,
			});
		}
}

std::vector<std::size_t> Settings::of(Directive directive) const
{
	std::vector<std::size_t> indices;
	for (std::size_t i = 0; i < settings_.size(); i++)
		if (settings_[i].assignment.directive == directive)
			indices.push_back(i);
	return indices;
}

std::optional<std::size_t> Settings::find(Directive directive) const noexcept
{
	std::optional<std::size_t> implied;
	for (std::size_t i = settings_.size(); i-- > 0;) {
		if (settings_[i].assignment.directive != directive)
			continue;
		if (!settings_[i].implied_by && !is_negative(settings_[i].assignment.value))
			return i;
		if (!implied || !settings_[*implied].implied_by)
			implied = i;
	}
	return implied;
}

std::string_view Settings::value(Directive directive) const noexcept
{
	const auto index = find(directive);
	return index ? std::string_view{settings_[*index].assignment.value} : std::string_view{};
}

bool Settings::is_on(Directive directive) const noexcept
{
	return !is_negative(value(directive));
}

} // namespace hardenctl
