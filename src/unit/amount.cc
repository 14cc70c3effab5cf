// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/amount.hh"

#include "base/number.hh"
#include "base/text.hh"
#include "unit/words.hh"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string>

namespace hardenctl {

namespace {

bool is_integer(std::string_view text, std::int64_t least, std::int64_t most) noexcept
{
	const auto number = parse_integer(text);
	return number && *number >= least && *number <= most;
}

/** "+5" is a nice level, "25" what the kernel counts. */
std::optional<std::uint64_t> parse_nice_limit(std::string_view text) noexcept
{
	constexpr int highest = 20, levels = 40;
	const bool is_level = text.starts_with('+') || text.starts_with('-');
	if (is_level ? !is_integer(text, -highest, highest - 1) : !is_integer(text, 0, levels))
		return std::nullopt;
	const auto number = *parse_integer(text);
	return static_cast<std::uint64_t>(is_level ? highest - number : number);
}

constexpr std::uint64_t infinite = std::numeric_limits<std::uint64_t>::max();

/** In bytes, seconds (LimitRTTIME=: microseconds), levels or pieces. */
std::optional<std::uint64_t> parse_limit_part(Directive directive, std::string_view text) noexcept
{
	if (text == "infinity")
		return infinite;
	switch (record(directive).holds) {
	case Holds::Bytes:
		return parse_size(text);
	case Holds::Seconds: {
		// the kernel counts whole seconds
		const auto time = parse_timespan(text);
		return time ? std::optional{*time / microseconds_per_second} : std::nullopt;
	}
	case Holds::Microseconds:
		return parse_timespan(text, 1);
	case Holds::NiceLevel:
		return parse_nice_limit(text);
	default:
		break;
	}
	const auto count = parse_integer(text);
	return count && *count >= 0 ? std::optional{static_cast<std::uint64_t>(*count)}
				    : std::nullopt;
}

/** "10%", "12.5%", and of thousands and ten thousands; in hundredths of a percent. */
std::optional<std::uint64_t> parse_share(std::string_view text) noexcept
{
	struct Sign {
		std::string_view text;
		/** Decimals that it may have, and what one of it counts. */
		std::size_t places;
		std::uint64_t factor;
	};
	constexpr Sign signs[]{{"%", 2, 100}, {"\xe2\x80\xb0", 1, 10}, {"\xe2\x80\xb1", 0, 1}};
	const auto *sign = std::ranges::find_if(
		signs, [&](const Sign &row) { return text.ends_with(row.text); });
	if (sign == std::end(signs))
		return std::nullopt;
	text.remove_suffix(sign->text.size());
	const auto point = std::min(text.find('.'), text.size());
	const std::string decimals{text.substr(std::min(point + 1, text.size()))};
	if (decimals.size() > sign->places || (decimals.empty() && point != text.size()))
		return std::nullopt;
	const auto number = parse_number<std::uint16_t>(text.substr(0, point));
	const auto rest = parse_number<std::uint16_t>(
		(decimals + "00").substr(0, sign->places).insert(0, "0"));
	if (!number || !rest || *number * sign->factor + *rest > 10000)
		return std::nullopt;
	return *number * sign->factor + *rest;
}

bool is_memory(std::string_view value, std::int64_t least) noexcept
{
	const auto share = parse_share(value);
	const auto size = share ? share : parse_size(value);
	return size && *size >= static_cast<std::uint64_t>(least);
}

} // namespace

bool is_limit(const DirectiveRecord &directive, std::string_view value) noexcept
{
	if (directive.holds == Holds::Quota)
		return parse_boolean(value) || is_memory(value, directive.least);
	const auto colon = value.find(':');
	const auto soft = parse_limit_part(directive.id, value.substr(0, colon));
	if (colon == value.npos)
		return soft.has_value();
	const auto hard = parse_limit_part(directive.id, value.substr(colon + 1));
	return soft && hard && *soft <= *hard;
}

std::optional<std::uint64_t> soft_limit(Directive directive, std::string_view value) noexcept
{
	const auto limit = parse_limit_part(directive, strip(value.substr(0, value.find(':'))));
	return limit == infinite ? std::nullopt : limit;
}

bool is_amount(const DirectiveRecord &directive, std::string_view value) noexcept
{
	const bool is_number = is_integer(value, directive.least, directive.most);
	if (directive.holds == Holds::Bytes)
		return value == "infinity" || is_memory(value, directive.least);
	return is_number ||
	       (directive.holds == Holds::Tasks && (value == "infinity" || parse_share(value)));
}

} // namespace hardenctl
