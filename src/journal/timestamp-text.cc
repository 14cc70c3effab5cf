// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/timestamp-text.hh"

#include "journal/scan.hh"

#include <algorithm>
#include <ctime>

namespace hardenctl {

namespace {

constexpr std::uint64_t usec_per_sec = 1000000;
constexpr std::uint64_t usec_per_day = 86400 * usec_per_sec;
constexpr std::string_view months[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

struct Moment {
	std::tm calendar{};
	std::uint64_t fraction = 0;
	/** Seconds east of Greenwich; nothing means local time. */
	std::optional<long> zone;
};

std::uint64_t to_microseconds(Moment moment) noexcept
{
	moment.calendar.tm_isdst = -1;
	const std::time_t seconds =
		moment.zone ? timegm(&moment.calendar) - *moment.zone : mktime(&moment.calendar);
	if (seconds < 0)
		return 0;
	return static_cast<std::uint64_t>(seconds) * usec_per_sec + moment.fraction;
}

/** Exactly so many digits. */
bool take_digits(std::string_view &text, std::size_t size, int &value) noexcept
{
	const auto number = parse_number<int>(text.substr(0, size));
	if (text.size() < size || !is_digit(text[0]) || !number)
		return false;
	text.remove_prefix(size);
	value = *number;
	return true;
}

/** ".123" as microseconds, 0 if there is none */
std::uint64_t take_fraction(std::string_view &text) noexcept
{
	if (text.size() < 2 || (text[0] != '.' && text[0] != ',') || !is_digit(text[1]))
		return 0;
	std::uint64_t fraction = 0;
	std::uint64_t weight = usec_per_sec;
	text.remove_prefix(1);
	for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1)) {
		weight /= 10;
		fraction += weight * static_cast<std::uint64_t>(text[0] - '0');
	}
	return fraction;
}

bool take_clock(std::string_view &text, Moment &moment) noexcept
{
	std::tm &calendar = moment.calendar;
	if (!take_digits(text, 2, calendar.tm_hour) || !skip_prefix(text, ":") ||
		!take_digits(text, 2, calendar.tm_min) || !skip_prefix(text, ":") ||
		!take_digits(text, 2, calendar.tm_sec))
		return false;
	moment.fraction = take_fraction(text);
	return true;
}

bool take_date(std::string_view &text, Moment &moment) noexcept
{
	std::tm &calendar = moment.calendar;
	if (!take_digits(text, 4, calendar.tm_year) || !skip_prefix(text, "-") ||
		!take_digits(text, 2, calendar.tm_mon) || !skip_prefix(text, "-") ||
		!take_digits(text, 2, calendar.tm_mday))
		return false;
	calendar.tm_year -= 1900;
	calendar.tm_mon -= 1;
	return calendar.tm_mon >= 0 && calendar.tm_mon < 12;
}

/** "Z", "+0100", "+01:00", "+01"; what is there but no zone stays. */
void take_offset(std::string_view &text, Moment &moment) noexcept
{
	if (skip_prefix(text, "Z")) {
		moment.zone = 0;
		return;
	}
	if (!text.starts_with('+') && !text.starts_with('-'))
		return;
	const long sign = text[0] == '-' ? -1 : 1;
	int hours = 0;
	int minutes = 0;
	text.remove_prefix(1);
	if (!take_digits(text, 2, hours))
		return;
	skip_prefix(text, ":");
	take_digits(text, 2, minutes);
	moment.zone = sign * (hours * 3600L + minutes * 60L);
}

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
	const auto seconds = static_cast<std::time_t>(now / usec_per_sec);
	std::tm today{};
	localtime_r(&seconds, &today);
	moment.calendar.tm_year = today.tm_year;
	const auto time = to_microseconds(moment);
	if (time <= now + usec_per_day)
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
			!skip_prefix(text, " ") || !take_digits(text, 4, moment.calendar.tm_year))
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
	return *seconds * usec_per_sec + take_fraction(text);
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
	if (!seconds || *seconds < 100000000 * usec_per_sec)
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
