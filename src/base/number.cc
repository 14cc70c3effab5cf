// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/number.hh"

#include "base/text.hh"

#include <algorithm>
#include <iterator>
#include <limits>
#include <span>

namespace hardenctl {

namespace {

constexpr std::string_view digits = "0123456789";

__extension__ typedef unsigned __int128 Wide;

struct Suffix {
	std::string_view text;
	std::uint64_t factor;
};

constexpr Suffix sizes[]{{"", 1}, {"B", 1}, {"K", 1ULL << 10}, {"M", 1ULL << 20}, {"G", 1ULL << 30},
	{"T", 1ULL << 40}, {"P", 1ULL << 50}, {"E", 1ULL << 60}};

constexpr std::uint64_t second = microseconds_per_second, minute = 60 * second, hour = 60 * minute;
constexpr std::uint64_t day = 24 * hour, week = 7 * day;
constexpr std::uint64_t month = 2'629'800 * second, year = 31'557'600 * second;

/** systemd's time-util.c, extract_multiplier(); the micro sign is in Unicode twice. */
constexpr Suffix times[]{{"seconds", second}, {"second", second}, {"sec", second}, {"s", second},
	{"minutes", minute}, {"minute", minute}, {"min", minute}, {"m", minute}, {"months", month},
	{"month", month}, {"M", month}, {"msec", 1000}, {"ms", 1000}, {"hours", hour},
	{"hour", hour}, {"hr", hour}, {"h", hour}, {"days", day}, {"day", day}, {"d", day},
	{"weeks", week}, {"week", week}, {"w", week}, {"years", year}, {"year", year}, {"y", year},
	{"usec", 1}, {"us", 1}, {"\xc2\xb5s", 1}, {"\xce\xbcs", 1}};

std::optional<std::uint64_t> find_factor(
	std::span<const Suffix> suffixes, std::string_view text) noexcept
{
	const auto found = std::ranges::find(suffixes, text, &Suffix::text);
	return found == suffixes.end() ? std::nullopt : std::optional{found->factor};
}

/** Of "25" behind the point: that share of the factor. */
std::optional<std::uint64_t> share_of(std::string_view fraction, std::uint64_t factor) noexcept
{
	if (fraction.find_first_not_of(digits) != fraction.npos)
		return std::nullopt;
	// more places than that change nothing
	constexpr std::size_t most_places = 18;
	fraction = fraction.substr(0, most_places);
	Wide share = parse_number<std::uint64_t>(fraction).value_or(0);
	share *= factor;
	for (std::size_t i = 0; i < fraction.size(); i++)
		share /= 10;
	return static_cast<std::uint64_t>(share);
}

/** "12" or "1.5" times the factor. */
std::optional<std::uint64_t> scaled(std::string_view number, std::uint64_t factor) noexcept
{
	const auto point = std::min(number.find('.'), number.size());
	const auto whole = parse_number<std::uint64_t>(number.substr(0, point));
	const auto share = share_of(number.substr(std::min(point + 1, number.size())), factor);
	std::uint64_t result = 0;
	if (!whole || !share || __builtin_mul_overflow(*whole, factor, &result) ||
		__builtin_add_overflow(result, *share, &result))
		return std::nullopt;
	return result;
}

std::string_view take(std::string_view &text, std::size_t size) noexcept
{
	const auto taken = text.substr(0, size);
	text.remove_prefix(taken.size());
	return taken;
}

std::string_view without_plus(std::string_view text) noexcept
{
	return text.substr(text.starts_with('+'));
}

/** "1h 30min", "1M512K": the sum of all parts. */
std::optional<std::uint64_t> parse_sum(std::string_view text, std::span<const Suffix> suffixes,
	std::optional<std::uint64_t> without_suffix) noexcept
{
	std::uint64_t sum = 0;
	text = strip(text);
	do {
		const auto number = take(text, text.find_first_not_of("0123456789."));
		text = strip(text);
		const auto suffix = take(text, text.find_first_of("0123456789. \t"));
		text = strip(text);
		const auto factor = suffix.empty() && without_suffix
					    ? without_suffix
					    : find_factor(suffixes, suffix);
		const auto part = factor ? scaled(number, *factor) : std::nullopt;
		if (!part || __builtin_add_overflow(sum, *part, &sum))
			return std::nullopt;
	} while (!text.empty());
	return sum;
}

} // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) noexcept
{
	const bool is_negative = text.starts_with('-');
	text = is_negative ? text.substr(1) : without_plus(text);
	struct Base {
		std::string_view prefix;
		int base;
	};
	constexpr Base bases[]{{"0x", 16}, {"0b", 2}, {"0o", 8}, {"0", 8}, {"", 10}};
	const auto *base = std::ranges::find_if(bases, [&](const Base &row) {
		return text.size() > row.prefix.size() && text.starts_with(row.prefix);
	});
	if (base == std::end(bases))
		return std::nullopt;
	const auto size = parse_number<std::uint64_t>(text.substr(base->prefix.size()), base->base);
	constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
	if (!size || *size > most + is_negative)
		return std::nullopt;
	return static_cast<std::int64_t>(is_negative ? 0 - *size : *size);
}

std::optional<std::uint64_t> parse_size(std::string_view text) noexcept
{
	return parse_sum(without_plus(text), sizes, 1);
}

std::optional<std::uint64_t> parse_timespan(std::string_view text, std::uint64_t unit) noexcept
{
	return parse_sum(text, times, unit);
}

} // namespace hardenctl
