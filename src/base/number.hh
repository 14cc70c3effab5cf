// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hardenctl {

/*
 * Numbers as systemd takes them: systemd.syntax(7), systemd.time(7), src/basic/parse-util.c. All of
 * the text must be one; nothing if it is none or does not fit. text.hh has parse_number() for plain
 * digits.
 */

/** "12", "-5", "+5", "0x1f", "0b11", "0o17", "017": one sign at most, no blanks. */
std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;

/** "4096", "1.5G", "1M 512K": bytes, suffixes B K M G T P E are powers of 1024. Rounded down. */
std::optional<std::uint64_t> parse_size(std::string_view text) noexcept;

inline constexpr std::uint64_t microseconds_per_second = 1'000'000;

/**
 * "1h 30min", "1.5h", "90": microseconds.
 * @param unit what a number without unit counts, in microseconds
 */
std::optional<std::uint64_t> parse_timespan(
	std::string_view text, std::uint64_t unit = microseconds_per_second) noexcept;

} // namespace hardenctl
