// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"
#include "cli/timestamp.hh"

#include <algorithm>
#include <array>

namespace hardenctl {

namespace {

struct Unit {
	std::string_view name;
	std::uint64_t microseconds;
};

} // namespace

static constexpr std::uint64_t second = 1'000'000;
static constexpr std::uint64_t hour = 3600 * second;
static constexpr std::uint64_t day = 24 * hour;
/** As systemd counts them. */
static constexpr std::uint64_t month = 2'629'800 * second;
static constexpr std::uint64_t year = 31'557'600 * second;

static constexpr std::array units{
	Unit{"", second},
	Unit{"M", month},
	Unit{"d", day},
	Unit{"day", day},
	Unit{"days", day},
	Unit{"h", hour},
	Unit{"hour", hour},
	Unit{"hours", hour},
	Unit{"hr", hour},
	Unit{"m", 60 * second},
	Unit{"min", 60 * second},
	Unit{"minute", 60 * second},
	Unit{"minutes", 60 * second},
	Unit{"month", month},
	Unit{"months", month},
	Unit{"ms", 1000},
	Unit{"msec", 1000},
	Unit{"s", second},
	Unit{"sec", second},
	Unit{"second", second},
	Unit{"seconds", second},
	Unit{"us", 1},
	Unit{"usec", 1},
	Unit{"w", 7 * day},
	Unit{"week", 7 * day},
	Unit{"weeks", 7 * day},
	Unit{"y", year},
	Unit{"year", year},
	Unit{"years", year},
};
static_assert(std::ranges::is_sorted(units, {}, &Unit::name));

/** Cuts the longest prefix of these characters off. */
static std::string_view take(std::string_view &text, std::string_view characters)
{
	const std::size_t end = std::min(text.find_first_not_of(characters), text.size());
	const std::string_view taken = text.substr(0, end);
	text.remove_prefix(end);
	return taken;
}

/** A number with an optional fraction, times the unit. */
static std::optional<std::uint64_t> scaled(std::string_view number, std::uint64_t unit)
{
	const std::size_t point = number.find('.');
	const auto whole = parse_number<std::uint64_t>(number.substr(0, point));
	std::uint64_t result = 0;
	if (!whole || __builtin_mul_overflow(*whole, unit, &result))
		return std::nullopt;
	if (point == std::string_view::npos)
		return result;
	for (const char digit : number.substr(point + 1)) {
		if (digit == '.')
			return std::nullopt;
		unit /= 10;
		result += unit * static_cast<std::uint64_t>(digit - '0');
	}
	return result;
}

/** The number and unit at the start of the text, which is cut off. */
static std::optional<std::uint64_t> take_part(std::string_view &text)
{
	const std::string_view number = take(text, "0123456789.");
	take(text, " \t");
	const std::string_view name =
		take(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
	const auto unit = std::ranges::lower_bound(units, name, {}, &Unit::name);
	if (unit == units.end() || unit->name != name)
		return std::nullopt;
	take(text, " \t");
	return scaled(number, unit->microseconds);
}

std::optional<std::uint64_t> parse_timespan(std::string_view text)
{
	text = strip(text);
	if (text.empty())
		return std::nullopt;
	std::uint64_t sum = 0;
	while (!text.empty()) {
		const auto part = take_part(text);
		if (!part || __builtin_add_overflow(sum, *part, &sum))
			return std::nullopt;
	}
	return sum;
}

} // namespace hardenctl
