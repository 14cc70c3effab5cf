// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/amount.hh"

#include "base/text.hh"
#include "unit/characters.hh"
#include "unit/words.hh"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <span>

namespace hardenctl {

namespace {

struct Suffix {
	std::string_view text;
	double factor;
};

/** systemd's parse-util.c, parse_size(). */
constexpr Suffix sizes[]{{"", 1}, {"B", 1}, {"K", 0x1p10}, {"M", 0x1p20}, {"G", 0x1p30},
	{"T", 0x1p40}, {"P", 0x1p50}, {"E", 0x1p60}};

constexpr double minute = 60, hour = 60 * minute, day = 24 * hour;
constexpr double month = 30.44 * day, year = 365.25 * day;

/** systemd's time-util.c, extract_multiplier(). */
constexpr Suffix times[]{{"", 1}, {"seconds", 1}, {"second", 1}, {"sec", 1}, {"s", 1},
	{"minutes", minute}, {"minute", minute}, {"min", minute}, {"m", minute}, {"months", month},
	{"month", month}, {"M", month}, {"msec", 1e-3}, {"ms", 1e-3}, {"hours", hour},
	{"hour", hour}, {"hr", hour}, {"h", hour}, {"days", day}, {"day", day}, {"d", day},
	{"weeks", 7 * day}, {"week", 7 * day}, {"w", 7 * day}, {"years", year}, {"year", year},
	{"y", year}, {"usec", 1e-6}, {"us", 1e-6}, {"\xc2\xb5s", 1e-6}, {"\xce\xbcs", 1e-6}};

/** "12" or "1.5" */
std::optional<double> parse_decimal(std::string_view text) noexcept
{
	const auto dot = std::min(text.find('.'), text.size());
	const auto whole = parse_number<std::uint64_t>(text.substr(0, dot));
	if (!whole)
		return std::nullopt;
	double value = static_cast<double>(*whole);
	double place = 1;
	for (const char digit : text.substr(std::min(dot + 1, text.size()))) {
		if (!is_digit(digit))
			return std::nullopt;
		place /= 10;
		value += place * (digit - '0');
	}
	return value;
}

/** "1h 30min", "1M512K": the sum; nothing if a suffix is unknown. */
std::optional<double> parse_sum(std::string_view text, std::span<const Suffix> suffixes) noexcept
{
	double sum = 0;
	do {
		text = strip(text);
		const auto digits = std::min(text.find_first_not_of("0123456789."), text.size());
		const auto number = parse_decimal(text.substr(0, digits));
		text = strip(text.substr(digits));
		const auto end = std::min(text.find_first_of("0123456789. \t"), text.size());
		const auto suffix = std::ranges::find(suffixes, text.substr(0, end), &Suffix::text);
		if (!number || suffix == suffixes.end())
			return std::nullopt;
		sum += *number * suffix->factor;
		text = strip(text.substr(end));
	} while (!text.empty());
	return sum;
}

std::string_view without_plus(std::string_view text) noexcept
{
	return text.substr(text.starts_with('+'));
}

/** As strtol(3) does with any base: octal after a "0". */
std::optional<std::int64_t> parse_integer(std::string_view text) noexcept
{
	const bool is_negative = text.starts_with('-');
	text = is_negative ? text.substr(1) : without_plus(text);
	struct Base {
		std::string_view prefix;
		int base;
	};
	constexpr Base bases[]{{"0x", 16}, {"0b", 2}, {"0o", 8}, {"0", 8}};
	std::optional<std::int64_t> number;
	const auto *base = std::ranges::find_if(bases, [&](const Base &row) {
		return text.size() > row.prefix.size() && text.starts_with(row.prefix);
	});
	if (base == std::end(bases))
		number = parse_number<std::int64_t>(text);
	else if (is_alphanumeric(text[base->prefix.size()]))
		number = parse_number<std::int64_t>(text.substr(base->prefix.size()), base->base);
	return number && is_negative ? -*number : number;
}

bool is_integer(std::string_view text, std::int64_t least, std::int64_t most) noexcept
{
	const auto number = parse_integer(text);
	return number && *number >= least && *number <= most;
}

/** "+5" is a nice level, "25" what the kernel counts. */
std::optional<double> parse_nice_limit(std::string_view text) noexcept
{
	constexpr int highest = 20, levels = 40;
	const bool is_level = text.starts_with('+') || text.starts_with('-');
	if (is_level ? !is_integer(text, -highest, highest - 1) : !is_integer(text, 0, levels))
		return std::nullopt;
	const auto number = static_cast<double>(*parse_integer(text));
	return is_level ? highest - number : number;
}

std::optional<double> parse_limit_part(Directive directive, std::string_view text) noexcept
{
	if (text == "infinity")
		return std::numeric_limits<double>::infinity();
	if (counts_bytes(directive))
		return parse_sum(without_plus(text), sizes);
	switch (directive) {
	case Directive::LimitCPU:
	case Directive::LimitRTTIME:
		return parse_sum(text, times);
	case Directive::LimitNICE:
		return parse_nice_limit(text);
	default:
		break;
	}
	const auto count = parse_integer(text);
	return count && *count >= 0 ? std::optional{static_cast<double>(*count)} : std::nullopt;
}

/** "10%", "12.5%", and of thousands and ten thousands. */
std::optional<double> parse_share(std::string_view text) noexcept
{
	constexpr Suffix shares[]{{"%", 1e-2}, {"\xe2\x80\xb0", 1e-3}, {"\xe2\x80\xb1", 1e-4}};
	const auto *share = std::ranges::find_if(
		shares, [&](const Suffix &row) { return text.ends_with(row.text); });
	if (share == std::end(shares))
		return std::nullopt;
	const auto number = parse_decimal(text.substr(0, text.size() - share->text.size()));
	if (!number || *number * share->factor > 1)
		return std::nullopt;
	return *number * share->factor;
}

bool is_memory(std::string_view value, bool may_be_none) noexcept
{
	const auto share = parse_share(value);
	const auto size = share ? share : parse_sum(without_plus(value), sizes);
	return size && *size < 0x1p64 && (*size > 0 || may_be_none);
}

/** StateDirectoryQuota= and its like. */
bool is_quota(Directive directive) noexcept
{
	return directive == Directive::CacheDirectoryQuota ||
	       directive == Directive::LogsDirectoryQuota ||
	       directive == Directive::StateDirectoryQuota;
}

} // namespace

bool is_limit(const DirectiveRecord &directive, std::string_view value) noexcept
{
	if (is_quota(directive.id))
		return parse_boolean(value) || is_memory(value, true);
	const auto colon = value.find(':');
	const auto soft = parse_limit_part(directive.id, value.substr(0, colon));
	if (colon == value.npos)
		return soft.has_value();
	const auto hard = parse_limit_part(directive.id, value.substr(colon + 1));
	return soft && hard && *soft <= *hard;
}

bool counts_bytes(Directive directive) noexcept
{
	switch (directive) {
	case Directive::LimitAS:
	case Directive::LimitCORE:
	case Directive::LimitDATA:
	case Directive::LimitFSIZE:
	case Directive::LimitMEMLOCK:
	case Directive::LimitMSGQUEUE:
	case Directive::LimitRSS:
	case Directive::LimitSTACK:
	case Directive::MemoryMax:
		return true;
	default:
		return false;
	}
}

bool is_amount(const DirectiveRecord &directive, std::string_view value) noexcept
{
	constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();
	switch (directive.id) {
	case Directive::Nice:
		return is_integer(value, -20, 19);
	case Directive::OOMScoreAdjust:
		return is_integer(value, -1000, 1000);
	case Directive::CPUSchedulingPriority:
		return is_integer(value, 0, 99);
	case Directive::TasksMax:
		return value == "infinity" || parse_share(value) || is_integer(value, 1, any);
	case Directive::MemorySwapMax:
	case Directive::MemoryZSwapMax:
		return value == "infinity" || is_memory(value, true);
	default:
		return value == "infinity" || is_memory(value, false);
	}
}

} // namespace hardenctl
