// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/unit-name.hh"

#include "base/error.hh"
#include "base/escape.hh"
#include "base/text.hh"
#include "unit/characters.hh"
#include "unit/unit-files.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::size_t max_name_length = 255;
constexpr std::array<std::string_view, 11> types{"automount", "device", "mount", "path", "scope",
	"service", "slice", "socket", "swap", "target", "timer"};

bool is_name_character(char c) noexcept
{
	return consists_of({&c, 1}, ":-_.\\@");
}

} // namespace

std::string UnitName::full() const
{
	return prefix + (instance ? "@" + *instance : "") + "." + type;
}

std::optional<std::string> UnitName::template_name() const
{
	if (!instance || instance->empty())
		return std::nullopt;
	return prefix + "@." + type;
}

std::optional<UnitName> parse_unit_name(std::string_view name)
{
	if (name.size() > max_name_length || !std::ranges::all_of(name, is_name_character))
		return std::nullopt;
	const auto dot = name.rfind('.');
	if (dot == name.npos || std::ranges::find(types, name.substr(dot + 1)) == types.end())
		return std::nullopt;
	const auto stem = name.substr(0, dot);
	const auto at = stem.find('@');
	const auto prefix = stem.substr(0, at);
	if (prefix.empty())
		return std::nullopt;
	UnitName result{std::string{prefix}, std::nullopt, std::string{name.substr(dot + 1)}};
	if (at != stem.npos)
		result.instance = stem.substr(at + 1);
	return result;
}

std::string unescape_unit_name(std::string_view text)
{
	std::string out;
	for (std::size_t i = 0; i < text.size(); i++) {
		const auto value = text.substr(i, 2) == "\\x" && i + 4 <= text.size()
					   ? parse_number<unsigned char>(text.substr(i + 2, 2), 16)
					   : std::nullopt;
		if (value && *value) {
			out += static_cast<char>(*value);
			i += 3;
		} else {
			out += text[i] == '-' ? '/' : text[i];
		}
	}
	return out;
}

std::string mangle_unit_name(std::string_view name)
{
	if (name.empty())
		throw Error{"A unit name is empty"};
	if (is_glob(name) || parse_unit_name(name))
		return std::string{name};
	const auto shown = escape_for_terminal(name);
	if (name.find('/') != name.npos)
		throw Error{fmt::format("Invalid unit name '{}': it is a path", shown)};
	const auto bad = std::ranges::find_if_not(name, is_name_character);
	if (bad != name.end())
		throw Error{fmt::format("Invalid unit name '{}': it contains '{}'", shown,
			escape_for_terminal({&*bad, 1}))};
	auto mangled = std::string{name} + ".service";
	if (mangled.size() > max_name_length)
		throw Error{fmt::format(
			"Invalid unit name '{}': longer than {} bytes", shown, max_name_length)};
	if (!parse_unit_name(mangled))
		throw Error{fmt::format("Invalid unit name '{}': nothing before '@'", shown)};
	return mangled;
}

} // namespace hardenctl
