// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/time-words.hh"

#include "base/moment.hh"
#include "base/text.hh"

#include <array>
#include <fmt/format.h>
#include <string_view>

namespace hardenctl {

static constexpr std::uint64_t one_second = 1'000'000;
static constexpr std::uint64_t minute = 60 * one_second;
static constexpr std::uint64_t hour = 60 * minute;
static constexpr std::uint64_t day = 24 * hour;
static constexpr std::uint64_t week = 7 * day;
/** As systemd counts them. */
static constexpr std::uint64_t month = 2'629'800 * one_second;
static constexpr std::uint64_t year = 31'557'600 * one_second;

/** "3 weeks 2 days", "3 weeks". */
static std::string two_units(std::uint64_t span, std::uint64_t large, std::string_view large_name,
	std::uint64_t small, std::string_view small_name)
{
	const std::uint64_t rest = span % large / small;
	const std::string first = counted(span / large, large_name);
	return rest == 0 ? first : first + ' ' + counted(rest, small_name);
}

/** "5min 3s", "5min". */
static std::string two_short_units(std::uint64_t span, std::uint64_t large,
	std::string_view large_name, std::uint64_t small, std::string_view small_name)
{
	const std::uint64_t rest = span % large / small;
	const std::string first = fmt::format("{}{}", span / large, large_name);
	return rest == 0 ? first : fmt::format("{} {}{}", first, rest, small_name);
}

static std::string short_span(std::uint64_t span)
{
	if (span >= 6 * hour)
		return fmt::format("{}h", span / hour);
	if (span >= hour)
		return two_short_units(span, hour, "h", minute, "min");
	if (span >= 5 * minute)
		return fmt::format("{}min", span / minute);
	if (span >= minute)
		return two_short_units(span, minute, "min", one_second, "s");
	if (span >= one_second)
		return fmt::format("{}s", span / one_second);
	return fmt::format("{}ms", span / 1000);
}

static std::string span_in_words(std::uint64_t span)
{
	if (span >= year)
		return two_units(span, year, "year", month, "month");
	if (span >= month)
		return two_units(span, month, "month", day, "day");
	if (span >= week)
		return two_units(span, week, "week", day, "day");
	if (span >= 2 * day)
		return counted(span / day, "day");
	if (span >= 25 * hour)
		return fmt::format("1 day {}h", span % day / hour);
	return short_span(span);
}

std::string ago(std::uint64_t time, std::uint64_t now)
{
	if (time > now)
		return span_in_words(time - now) + " left";
	return span_in_words(now - time) + " ago";
}

std::string duration(std::uint64_t microseconds)
{
	if (microseconds < one_second)
		return fmt::format("{} ms", microseconds / 1000);
	if (microseconds < minute)
		return fmt::format("{:.1f} s", static_cast<double>(microseconds) / one_second);
	return span_in_words(microseconds);
}

std::string clock_time(std::uint64_t time, std::uint64_t now)
{
	static constexpr std::array<std::string_view, 12> months{
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	const std::tm then = local_time(time);
	const std::tm today = local_time(now);
	const std::string clock =
		fmt::format("{:02}:{:02}:{:02}", then.tm_hour, then.tm_min, then.tm_sec);
	if (then.tm_year == today.tm_year && then.tm_yday == today.tm_yday)
		return clock;
	return fmt::format("{} {:02} {}", months.at(static_cast<std::size_t>(then.tm_mon)),
		then.tm_mday, clock);
}

} // namespace hardenctl
