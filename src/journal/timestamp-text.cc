// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/timestamp-text.hh"

#include "base/moment.hh"
#include "base/number.hh"
#include "base/scan.hh"

#include <algorithm>

namespace hardenctl {

namespace {

constexpr std::uint64_t microseconds_per_day = 86400 * microseconds_per_second;
constexpr std::string_view months[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/** " UTC", " CET", " +01": names other than of UTC are taken for the local zone. */
void take_zone_name(std::string_view &text, Moment &moment) noexcept
{
	auto word = text.substr(1, text.find(' ', 1) - 1);
	if (word == "UTC" || word == "GMT")
		moment.zone = 0;
	else if (word.starts_with('+') || word.starts_with('-'))
		take_offset(word, moment);
	text.remove_prefix(std::min(text.size(), text.find(' ', 1)));
}

bool take_month(std::string_view &text, Moment &moment) noexcept
{
	const auto found = std::ranges::find(months, text.substr(0, 3));
	if (found == std::end(months))
		return false;
	moment.calendar.tm_mon = static_cast<int>(found - std::begin(months));
	text.remove_prefix(3);
	while (skip_prefix(text, " "))
		;
	const auto day = take_number<int>(text);
	moment.calendar.tm_mday = day.value_or(0);
	return day && *day >= 1 && *day <= 31;
}

std::uint64_t guess_year(Moment moment, std::uint64_t now) noexcept
{
	moment.calendar.tm_year = local_time(now).tm_year;
	const auto time = to_microseconds(moment);
	if (time <= now + microseconds_per_day)
		return time;
	--moment.calendar.tm_year;
	return to_microseconds(moment);
}

/** "Nov 23 18:27:45.123" */
std::optional<TextTime> take_short(std::string_view &text, std::uint64_t now)
{
	Moment moment;
	if (!take_month(text, moment) || !skip_prefix(text, " ") || !take_clock(text, moment))
		return std::nullopt;
	return TextTime{.realtime = guess_year(moment, now)};
}

/** "2026-11-23T18:27:45+0000", and with a blank instead of the T */
std::optional<TextTime> take_iso(std::string_view &text)
{
	Moment moment;
	if (!take_date(text, moment) || !(skip_prefix(text, "T") || skip_prefix(text, " ")) ||
		!take_clock(text, moment))
		return std::nullopt;
	take_offset(text, moment);
	return TextTime{.realtime = to_microseconds(moment)};
}

/** "Mon 2026-11-23 18:27:45 UTC", and as dmesg -T has it: "Mon Nov 23 18:27:45 2026" */
std::optional<TextTime> take_full(std::string_view &text)
{
	Moment moment;
	if (std::ranges::find(weekdays, text.substr(0, 3)) == std::end(weekdays))
		return std::nullopt;
	text.remove_prefix(3);
	if (!skip_prefix(text, " "))
		return std::nullopt;
	if (take_month(text, moment)) {
		if (!skip_prefix(text, " ") || !take_clock(text, moment) ||
			!skip_prefix(text, " ") ||
			!take_digits(text, 4, 9999, moment.calendar.tm_year))
			return std::nullopt;
		moment.calendar.tm_year -= 1900;
		return TextTime{.realtime = to_microseconds(moment)};
	}
	if (!take_date(text, moment) || !skip_prefix(text, " ") || !take_clock(text, moment))
		return std::nullopt;
	if (text.starts_with(' '))
		take_zone_name(text, moment);
	return TextTime{.realtime = to_microseconds(moment)};
}

std::optional<std::uint64_t> take_seconds(std::string_view &text) noexcept
{
	const auto seconds = take_number<std::uint32_t>(text);
	if (!seconds || !text.starts_with('.'))
		return std::nullopt;
	return *seconds * microseconds_per_second + take_fraction(text);
}

/** "[  271.805382]" or "[Mon Nov 23 18:27:45 2026]" */
std::optional<TextTime> take_bracketed(std::string_view &text)
{
	while (skip_prefix(text, " "))
		;
	std::optional<TextTime> time;
	if (const auto seconds = take_seconds(text))
		time = TextTime{.monotonic = *seconds};
	else
		time = take_full(text);
	return skip_prefix(text, "]") ? time : std::nullopt;
}

/** "1795461277.340114" */
std::optional<TextTime> take_unix(std::string_view &text)
{
	const auto seconds = take_seconds(text);
	if (!seconds || *seconds < 100000000 * microseconds_per_second)
		return std::nullopt;
	return TextTime{.realtime = *seconds};
}

std::optional<TextTime> take_any(std::string_view &text, std::uint64_t now)
{
	if (skip_prefix(text, "["))
		return take_bracketed(text);
	if (text.size() > 4 && is_digit(text[0]))
		return text[4] == '-' ? take_iso(text) : take_unix(text);
	if (std::ranges::find(weekdays, text.substr(0, 3)) != std::end(weekdays))
		return take_full(text);
	return take_short(text, now);
}

} // namespace

std::optional<TextTime> take_time(std::string_view &line, std::uint64_t now)
{
	std::string_view rest = line;
	const auto time = take_any(rest, now);
	if (!time || !(rest.empty() || skip_prefix(rest, " ")))
		return std::nullopt;
	line = rest;
	return time;
}

} // namespace hardenctl
