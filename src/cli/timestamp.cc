// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/timestamp.hh"

#include "base/moment.hh"
#include "base/number.hh"
#include "base/scan.hh"
#include "base/text.hh"

#include <algorithm>
#include <array>

namespace hardenctl {

/** Midnight, so many days from now. */
static std::optional<std::uint64_t> midnight(std::uint64_t now, int days)
{
	Moment moment{.calendar = local_time(now)};
	moment.calendar.tm_mday += days;
	moment.calendar.tm_hour = moment.calendar.tm_min = moment.calendar.tm_sec = 0;
	return to_microseconds(moment);
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

static void skip_blanks(std::string_view &text)
{
	text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

/** "2026-11-23T18:00:39Z", "Mon 2026-11-23 18:00", "18:00:39 +01:00" */
static std::optional<std::uint64_t> parse_moment(std::string_view text, std::uint64_t now)
{
	if (const auto word = text.substr(0, text.find(' ')); is_weekday(word))
		text.remove_prefix(word.size());
	skip_blanks(text);
	Moment moment{.calendar = local_time(now)};
	moment.calendar.tm_hour = moment.calendar.tm_min = moment.calendar.tm_sec = 0;
	const bool has_date = take_date(text, moment);
	const bool needs_clock = !has_date || skip_prefix(text, "T") || skip_prefix(text, "t");
	if (has_date && !needs_clock && !text.empty() && !text.starts_with(' '))
		return std::nullopt;
	skip_blanks(text);
	if (!take_clock(text, moment, false) && needs_clock)
		return std::nullopt;
	skip_blanks(text);
	if (text == "UTC")
		moment.zone = 0;
	else if (!text.empty() && !(take_offset(text, moment) && text.empty()))
		return std::nullopt;
	return to_microseconds(moment);
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
