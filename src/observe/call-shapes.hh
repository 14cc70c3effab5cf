// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "observe/trace-event.h"

namespace hardenctl {

/** What the arguments of a call are, and what of it is worth an event: TRACE_SHAPE_* and the bits
 * beside it. 0 for a call that has nothing of its own. */
std::uint8_t call_shape(std::string_view call) noexcept;

/** The same by the native number of the call. */
std::array<std::uint16_t, TRACE_CALLS> shapes_by_number();

/** Native numbers of the calls of trace_known_call, -1 where there is none. */
std::array<int, TRACE_KNOWN_CALLS> known_call_numbers();

} // namespace hardenctl
