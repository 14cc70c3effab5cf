// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hardenctl {

/** Microseconds since the epoch and since boot; 0 where the text does not tell. */
struct TextTime {
	std::uint64_t realtime = 0;
	std::uint64_t monotonic = 0;
};

/**
 * Removes the time, as journalctl's output modes and dmesg print it, and the blank after it from
 * the front of a line; leaves the line alone if it begins with none. A time without a zone is
 * local.
 * @param now microseconds since the epoch: a date without a year is the last one not after it
 */
std::optional<TextTime> take_time(std::string_view &line, std::uint64_t now);

} // namespace hardenctl
