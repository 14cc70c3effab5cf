// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string_view>

/**
 * Dates and times of day as they are written. Each function removes what it takes from the front of
 * the text; where that is not there, the text stays.
 */
namespace hardenctl {

struct Moment {
	std::tm calendar{};
	/** Microseconds. */
	std::uint64_t fraction = 0;
	/** Seconds east of UTC; nothing means local time. */
	std::optional<long> zone;
};

std::tm local_time(std::uint64_t microseconds) noexcept;

/** Since the epoch; 0 for what is before it. */
std::uint64_t to_microseconds(Moment moment) noexcept;

/** Exactly so many digits, and no greater number. */
bool take_digits(std::string_view &text, std::size_t size, int most, int &value) noexcept;

/** ".123" in microseconds, 0 if there is none. */
std::uint64_t take_fraction(std::string_view &text) noexcept;

/** "2026-11-23", not before 1970 */
bool take_date(std::string_view &text, Moment &moment) noexcept;

/** "18:00:39", "18:00:39.123456"; "18:00" only if seconds may be missing. */
bool take_clock(std::string_view &text, Moment &moment, bool needs_seconds = true) noexcept;

/** "Z", "+0100", "+01:00", "+01" */
bool take_offset(std::string_view &text, Moment &moment) noexcept;

} // namespace hardenctl
