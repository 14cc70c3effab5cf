// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/moment.hh"

#include "base/number.hh"
#include "base/scan.hh"

namespace hardenctl {

std::tm local_time(std::uint64_t microseconds) noexcept
{
	const auto seconds = static_cast<std::time_t>(microseconds / microseconds_per_second);
	std::tm calendar{};
	localtime_r(&seconds, &calendar);
	return calendar;
}

std::uint64_t to_microseconds(Moment moment) noexcept
{
	moment.calendar.tm_isdst = -1;
	const std::time_t seconds =
		moment.zone ? timegm(&moment.calendar) - *moment.zone : mktime(&moment.calendar);
	if (seconds < 0)
		return 0;
	return static_cast<std::uint64_t>(seconds) * microseconds_per_second + moment.fraction;
}

bool take_digits(std::string_view &text, std::size_t size, int most, int &value) noexcept
{
	const auto number = parse_number<int>(text.substr(0, size));
	if (text.size() < size || !is_digit(text[0]) || !number || *number > most)
		return false;
	text.remove_prefix(size);
	value = *number;
	return true;
}

std::uint64_t take_fraction(std::string_view &text) noexcept
{
	if (text.size() < 2 || (text[0] != '.' && text[0] != ',') || !is_digit(text[1]))
		return 0;
	std::uint64_t fraction = 0;
	std::uint64_t weight = microseconds_per_second;
	text.remove_prefix(1);
	for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1)) {
		weight /= 10;
		fraction += weight * static_cast<std::uint64_t>(text[0] - '0');
	}
	return fraction;
}

bool take_date(std::string_view &text, Moment &moment) noexcept
{
	int year = 0;
	int month = 0;
	int day = 0;
	auto rest = text;
	if (!take_digits(rest, 4, 9999, year) || !skip_prefix(rest, "-") ||
		!take_digits(rest, 2, 12, month) || !skip_prefix(rest, "-") ||
		!take_digits(rest, 2, 31, day) || year < 1970 || month == 0 || day == 0)
		return false;
	moment.calendar.tm_year = year - 1900;
	moment.calendar.tm_mon = month - 1;
	moment.calendar.tm_mday = day;
	text = rest;
	return true;
}

bool take_clock(std::string_view &text, Moment &moment, bool needs_seconds) noexcept
{
	std::tm &calendar = moment.calendar;
	auto rest = text;
	if (!take_digits(rest, 2, 23, calendar.tm_hour) || !skip_prefix(rest, ":") ||
		!take_digits(rest, 2, 59, calendar.tm_min))
		return false;
	if (skip_prefix(rest, ":")) {
		if (!take_digits(rest, 2, 60, calendar.tm_sec))
			return false;
		moment.fraction = take_fraction(rest);
	} else if (needs_seconds) {
		return false;
	}
	text = rest;
	return true;
}

bool take_offset(std::string_view &text, Moment &moment) noexcept
{
	auto rest = text;
	if (skip_prefix(rest, "Z") || skip_prefix(rest, "z")) {
		moment.zone = 0;
		text = rest;
		return true;
	}
	const long sign = rest.starts_with('-') ? -1 : 1;
	int hours = 0;
	int minutes = 0;
	if (!(skip_prefix(rest, "+") || skip_prefix(rest, "-")) || !take_digits(rest, 2, 14, hours))
		return false;
	const bool needs_minutes = skip_prefix(rest, ":");
	if (!take_digits(rest, 2, 59, minutes) && needs_minutes)
		return false;
	moment.zone = sign * (hours * 3600L + minutes * 60L);
	text = rest;
	return true;
}

} // namespace hardenctl
