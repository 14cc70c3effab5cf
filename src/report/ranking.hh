// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"

#include <cstdint>

namespace hardenctl {

/** When it last went wrong: microseconds since the epoch, 0 if unknown. */
std::uint64_t last_of(const Diagnosis &diagnosis) noexcept;

} // namespace hardenctl
