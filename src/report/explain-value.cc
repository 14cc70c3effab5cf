// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/explain-value.hh"

#include "base/text.hh"
#include "knowledge/names.hh"
#include "report/explain-support.hh"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <limits>

namespace hardenctl {

static std::string_view value_type_in_words(ValueType type) noexcept
{
	switch (type) {
	case ValueType::Boolean:
		return "yes or no";
	case ValueType::Enum:
		return "one of these values";
	case ValueType::String:
		return "a string";
	case ValueType::Path:
		return "a path";
	case ValueType::PathList:
		return "a list of paths; with - in front, a path may be missing";
	case ValueType::BindList:
		return "a list of SOURCE[:DESTINATION[:OPTIONS]]";
	case ValueType::List:
		return "a list";
	case ValueType::InvertibleList:
		return "a list; with ~ in front, all but these";
	case ValueType::SystemCallList:
		return "a list of system calls and @groups; with ~ in front, all but these";
	case ValueType::Limit:
		return "SOFT[:HARD], or infinity";
	case ValueType::Number:
		return "a number";
	case ValueType::Mode:
		return "an octal mode";
	}
	return {};
}

/** What a value is made of; the record's own words come first. */
static std::string value_in_words(const DirectiveRecord &directive)
{
	if (!directive.takes.empty())
		return std::string{directive.takes};
	if (directive.type == ValueType::Number &&
		directive.most != std::numeric_limits<std::int64_t>::max())
		return fmt::format("a number from {} to {}", directive.least, directive.most);
	return std::string{value_type_in_words(directive.type)};
}

/** What several lines of it do. */
static std::string_view merge_in_words(Merge merge) noexcept
{
	switch (merge) {
	case Merge::Last:
		return "The last valid line applies.";
	case Merge::LastOrReset:
		return "The last line applies; an empty value restores the default.";
	case Merge::Append:
		return "Several lines add up; an empty value resets the list.";
	case Merge::Invertible:
		return "Several lines apply in order: each adds or, with ~, removes.";
	}
	return {};
}

ExplainItems type_of(const DirectiveRecord &directive)
{
	std::string type = value_in_words(directive);
	if (!directive.default_value.empty())
		type += fmt::format("; default: {}", directive.default_value);
	return {{.text = std::move(type)}, {.text = std::string{merge_in_words(directive.merge)}}};
}

std::string values_in_brief(const DirectiveRecord &directive)
{
	if (directive.values.empty() || !directive.takes.empty())
		return type_of(directive).front().text;
	std::string out;
	for (const ValueRecord &value : directive.values)
		if (!parse_number<unsigned>(value.value))
			out.append(out.empty() ? "" : ", ").append(value.value);
	return directive.default_value.empty()
		       ? out
		       : fmt::format("{}; default: {}", out, directive.default_value);
}

static std::string since_of(
	const ValueRecord &value, const DirectiveRecord &directive, unsigned systemd_version)
{
	if (value.since <= std::max(directive.since, any_version))
		return {};
	const bool missing = knows(systemd_version, value.since) == false;
	return fmt::format(" (since {}{})", value.since,
		missing ? fmt::format(", not in the {} here", systemd_version) : "");
}

ExplainItems values_of(const DirectiveRecord &directive, unsigned systemd_version)
{
	ExplainItems items;
	for (const ValueRecord &value : directive.values)
		items.push_back(
			{.text = fmt::format("{}{}: {}", value.value,
				 since_of(value, directive, systemd_version), value.meaning)});
	return items;
}

std::string meaning_of(std::string_view value, const DirectiveRecord &directive)
{
	const auto known = std::ranges::find(directive.values, value, &ValueRecord::value);
	return known == directive.values.end()
		       ? std::string{}
		       : fmt::format("{}: {}", known->value, known->meaning);
}

} // namespace hardenctl
