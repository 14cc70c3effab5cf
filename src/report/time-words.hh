// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>
#include <string>

namespace hardenctl {

/**
 * "2min 5s ago", "5h ago", "3 weeks 2 days ago": as systemctl status says it; "… left" for the
 * future.
 * @param time microseconds since the epoch, as now
 */
std::string ago(std::uint64_t time, std::uint64_t now);

/** "90 ms", "1.2 s", "3min 4s". */
std::string duration(std::uint64_t microseconds);

/** Local time: "18:00:38" of today, "Nov 23 18:00:38" of another day, as journalctl. */
std::string clock_time(std::uint64_t time, std::uint64_t now);

} // namespace hardenctl
