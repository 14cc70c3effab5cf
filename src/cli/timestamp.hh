// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hardenctl {

/**
 * A point in time as systemd.time(7) writes it: "now", "today", "yesterday", "tomorrow", "18:00",
 * "[Mon] 2026-11-23[ 18:00[:39[.5]]][ UTC]", RFC 3339, "@SECONDS", "-2h", "+5min", "2 days ago".
 * Local time where no zone is given; zones are UTC, Z and +HH:MM.
 * @param now microseconds since the epoch, as the result; nothing if it is not understood
 */
std::optional<std::uint64_t> parse_timestamp(std::string_view text, std::uint64_t now);

} // namespace hardenctl
