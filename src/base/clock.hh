// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>

namespace hardenctl {

/** Microseconds since the epoch, by the system's clock: for all that waits or changes a unit. */
std::uint64_t current_time() noexcept;

/**
 * What "2min ago", "yesterday" and a date without a year are relative to, in microseconds since the
 * epoch: $HARDENCTL_NOW, which tests set to seconds since the epoch, else current_time(). Not a
 * number, or privileges changed (secure_getenv(3)): as if it were not set.
 */
std::uint64_t reference_time() noexcept;

/** Is reference_time() that of $HARDENCTL_NOW? */
bool is_reference_time_fixed() noexcept;

} // namespace hardenctl
