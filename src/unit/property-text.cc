// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/property-text.hh"

#include "knowledge/names.hh"
#include "unit/property-parts.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

using Lines = std::vector<std::string>;

struct Property {
	std::string_view name;
	Directive directive;
};

/** Sorted by the property's name, from the records. */
const std::vector<Property> &properties()
{
	static const std::vector<Property> table = [] {
		std::vector<Property> sorted;
		for (const DirectiveRecord &directive : directive_records())
			if (!directive.bus_property.empty())
				sorted.push_back({directive.bus_property, directive.id});
		std::ranges::sort(sorted, {}, &Property::name);
		return sorted;
	}();
	return table;
}

/** What "yes" became a short form of when the directive got more than two values. */
std::string usual_word(const DirectiveRecord &directive, const std::string &word)
{
	return !word.empty() && word == directive.bus_yes ? "yes" : word;
}

Lines line_unless_empty(std::string text)
{
	return text.empty() ? Lines{} : Lines{std::move(text)};
}

/** "i": each of these is a code of its own. */
std::optional<Lines> lines_of_code(const DirectiveRecord &directive, std::int64_t code)
{
	if (directive.holds == Holds::Errno)
		return error_number_lines(code);
	if (directive.type == ValueType::Number)
		return code == 0 ? Lines{} : Lines{fmt::format("{}", code)};
	return std::nullopt;
}

/** "t" and "u". */
std::optional<Lines> lines_of_number(const DirectiveRecord &directive, std::uint64_t number)
{
	constexpr auto infinity = ~std::uint64_t{0};
	if (directive.holds == Holds::Namespace && directive.restricts)
		return namespace_lines(number);
	if (directive.holds == Holds::Capability)
		return capability_lines(number, directive.restricts);
	if (directive.type == ValueType::Mode)
		return Lines{fmt::format("{:04o}", number)};
	if (directive.type == ValueType::Number || directive.type == ValueType::Limit)
		return number == infinity ? Lines{"infinity"} : Lines{fmt::format("{}", number)};
	return std::nullopt;
}

std::optional<Lines> lines_of_words(const DirectiveRecord &directive, const BusValue &value)
{
	std::string text;
	for (const std::string &word : value.words())
		text += (text.empty() ? "" : " ") + quote_word(word);
	const bool is_list = directive.type == ValueType::PathList ||
			     directive.type == ValueType::List ||
			     directive.type == ValueType::InvertibleList ||
			     directive.type == ValueType::SystemCallList;
	return is_list ? std::optional{line_unless_empty(std::move(text))} : std::nullopt;
}

/** "(bas)": is it an allow-list, and what is on it. */
Lines lines_of_filter(const DirectiveRecord &directive, const BusValue &value)
{
	const bool is_allow_list = value.items[0].number != 0;
	const Lines words = value.items[1].words();
	if (words.empty() && is_allow_list && directive.holds == Holds::AddressFamily)
		return {"none"};
	std::string text = is_allow_list ? "" : "~";
	for (std::size_t i = 0; i < words.size(); ++i)
		text += (i == 0 ? "" : " ") + words[i];
	return words.empty() ? Lines{} : Lines{std::move(text)};
}

} // namespace

std::optional<Directive> directive_of_property(std::string_view property) noexcept
{
	const auto find = [](std::string_view name) -> std::optional<Directive> {
		const auto &table = properties();
		const auto found = std::ranges::lower_bound(table, name, {}, &Property::name);
		if (found == table.end() || found->name != name)
			return std::nullopt;
		return found->directive;
	};
	if (const auto directive = find(property))
		return directive;
	return property.ends_with("Ex") ? find(property.substr(0, property.size() - 2))
					: std::nullopt;
}

std::optional<Lines> lines_of_property(const DirectiveRecord &directive, const BusValue &value)
{
	const std::string &signature = value.signature;
	if (directive.holds == Holds::Controller)
		return std::nullopt;
	if (signature == "b")
		return Lines{value.number ? "yes" : "no"};
	if (signature == "s")
		return line_unless_empty(usual_word(directive, value.text));
	if (signature == "i")
		return lines_of_code(directive, value.number);
	if (signature == "t" || signature == "u")
		return lines_of_number(directive, value.unsigned_number());
	if (signature == "as")
		return lines_of_words(directive, value);
	if (signature == "(bas)")
		return lines_of_filter(directive, value);
	if (signature == "(bs)")
		return line_unless_empty(
			value.items[1].text.empty()
				? ""
				: (value.items[0].number ? "-" : "") + value.items[1].text);
	return lines_of_rows(directive, value);
}

} // namespace hardenctl
