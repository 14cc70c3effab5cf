// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>

namespace hardenctl {

/** Microseconds since the epoch. */
std::uint64_t current_time() noexcept;

} // namespace hardenctl
