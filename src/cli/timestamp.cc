// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/timestamp.hh"

#include "base/number.hh"
#include "base/text.hh"

#include <algorithm>
#include <array>
#include <ctime>
#include <vector>

namespace hardenctl {

static constexpr std::uint64_t second = 1'000'000;

namespace {

/** A date and a time of day, maybe in a zone of its own. */
struct Moment {
	std::tm parts{};
	std::uint64_t microseconds = 0;
	/** Seconds east of UTC; nothing for local time. */
	std::optional<int> zone;
};

} // namespace

static std::tm local_time(std::uint64_t time)
{
	const auto seconds = static_cast<std::time_t>(time / second);
	std::tm parts{};
	localtime_r(&seconds, &parts);
	return parts;
}

static std::optional<std::uint64_t> to_microseconds(Moment moment)
{
	moment.parts.tm_isdst = -1;
	std::time_t time = moment.zone ? timegm(&moment.parts) : mktime(&moment.parts);
	if (moment.zone)
		time -= *moment.zone;
	if (time < 0)
		return std::nullopt;
	return static_cast<std::uint64_t>(time) * second + moment.microseconds;
}

/** Midnight, so many days from now. */
static std::optional<std::uint64_t> midnight(std::uint64_t now, int days)
{
	Moment moment{.parts = local_time(now)};
	moment.parts.tm_mday += days;
	moment.parts.tm_hour = moment.parts.tm_min = moment.parts.tm_sec = 0;
	return to_microseconds(moment);
}

static std::optional<int> number_up_to(std::string_view text, std::size_t digits, int limit)
{
	const auto number = parse_number<int>(text);
	if (!number || text.size() != digits || *number < 0 || *number > limit)
		return std::nullopt;
	return number;
}

/** "2026-11-23" */
static bool parse_date(std::string_view text, std::tm &parts)
{
	const auto fields = split(text, '-');
	if (fields.size() != 3)
		return false;
	const auto year = number_up_to(fields[0], 4, 9999);
	const auto month = number_up_to(fields[1], 2, 12);
	const auto day = number_up_to(fields[2], 2, 31);
	if (!year || !month || !day || *year < 1970 || *month == 0 || *day == 0)
		return false;
	parts.tm_year = *year - 1900;
	parts.tm_mon = *month - 1;
	parts.tm_mday = *day;
	return true;
}

/** "5" of "18:00:39.5" is half a second. */
static std::optional<std::uint64_t> parse_fraction(std::string_view digits)
{
	const auto number = parse_number<std::uint64_t>(digits.substr(0, 6));
	if (!number)
		return std::nullopt;
	std::uint64_t microseconds = *number;
	for (std::size_t i = digits.size(); i < 6; ++i)
		microseconds *= 10;
	return microseconds;
}

/** "18:00", "18:00:39", "18:00:39.123456" */
static bool parse_clock(std::string_view text, Moment &moment)
{
	const std::size_t point = text.find('.');
	const auto fields = split(text.substr(0, point), ':');
	if (fields.size() < 2 || fields.size() > 3 || (point != text.npos && fields.size() != 3))
		return false;
	const auto hours = number_up_to(fields[0], 2, 23);
	const auto minutes = number_up_to(fields[1], 2, 59);
	const auto seconds = fields.size() == 3 ? number_up_to(fields[2], 2, 60) : std::optional{0};
	const auto fraction = point == text.npos ? std::optional<std::uint64_t>{0}
						 : parse_fraction(text.substr(point + 1));
	if (!hours || !minutes || !seconds || !fraction)
		return false;
	moment.parts.tm_hour = *hours;
	moment.parts.tm_min = *minutes;
	moment.parts.tm_sec = *seconds;
	moment.microseconds = *fraction;
	return true;
}

/** "UTC", "Z", "+01:00", "+0100", "+01" */
static std::optional<int> parse_zone(std::string_view text)
{
	if (text == "UTC" || text == "Z" || text == "z")
		return 0;
	if (text.empty() || (text[0] != '+' && text[0] != '-'))
		return std::nullopt;
	const int sign = text[0] == '+' ? 1 : -1;
	const auto hours = number_up_to(text.substr(1, 2), 2, 14);
	std::string_view rest = text.substr(std::min<std::size_t>(text.size(), 3));
	if (rest.starts_with(':'))
		rest.remove_prefix(1);
	const auto minutes = rest.empty() ? std::optional{0} : number_up_to(rest, 2, 59);
	if (!hours || !minutes)
		return std::nullopt;
	return sign * (*hours * 3600 + *minutes * 60);
}

static bool is_weekday(std::string_view word)
{
	static constexpr std::array<std::string_view, 14> names{"mon", "monday", "tue", "tuesday",
		"wed", "wednesday", "thu", "thursday", "fri", "friday", "sat", "saturday", "sun",
		"sunday"};
	if (word.ends_with(','))
		word.remove_suffix(1);
	return std::ranges::any_of(
		names, [word](std::string_view name) { return equal_ignoring_case(name, word); });
}

/** Cuts "2026-11-23T18:00:39Z" and "18:00:39+01:00" into words. */
static std::vector<std::string_view> moment_words(std::string_view text)
{
	std::vector<std::string_view> words;
	for (std::string_view word : split_blanks(text)) {
		if (word.size() > 11 && word[4] == '-' && (word[10] == 'T' || word[10] == 't')) {
			words.push_back(word.substr(0, 10));
			word.remove_prefix(11);
		}
		const std::size_t zone =
			word.find(':') < 3 ? word.find_first_of("Zz+-") : word.npos;
		words.push_back(word.substr(0, zone));
		if (zone != word.npos)
			words.push_back(word.substr(zone));
	}
	return words;
}

static std::optional<std::uint64_t> parse_moment(std::string_view text, std::uint64_t now)
{
	auto words = moment_words(text);
	if (!words.empty() && is_weekday(words.front()))
		words.erase(words.begin());
	if (words.empty())
		return std::nullopt;
	Moment moment{.parts = local_time(now)};
	moment.parts.tm_hour = moment.parts.tm_min = moment.parts.tm_sec = 0;
	std::size_t used = parse_date(words[0], moment.parts) ? 1 : 0;
	if (used < words.size() && parse_clock(words[used], moment))
		++used;
	if (used == 0)
		return std::nullopt;
	if (used < words.size()) {
		moment.zone = parse_zone(words[used++]);
		if (!moment.zone)
			return std::nullopt;
	}
	return used == words.size() ? to_microseconds(moment) : std::nullopt;
}

static std::optional<std::uint64_t> shifted(
	std::uint64_t now, std::optional<std::uint64_t> span, bool back)
{
	if (!span)
		return std::nullopt;
	if (back)
		return *span > now ? 0 : now - *span;
	return now + *span;
}

std::optional<std::uint64_t> parse_timestamp(std::string_view text, std::uint64_t now)
{
	text = strip(text);
	if (text == "now")
		return now;
	if (text == "today")
		return midnight(now, 0);
	if (text == "yesterday")
		return midnight(now, -1);
	if (text == "tomorrow")
		return midnight(now, 1);
	if (text.starts_with('@'))
		return parse_timespan(text.substr(1));
	if (text.starts_with('-') || text.starts_with('+'))
		return shifted(now, parse_timespan(text.substr(1)), text[0] == '-');
	if (text.ends_with(" ago"))
		return shifted(now, parse_timespan(text.substr(0, text.size() - 4)), true);
	return parse_moment(text, now);
}

} // namespace hardenctl
