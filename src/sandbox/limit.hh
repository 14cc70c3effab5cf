// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hardenctl {

/**
 * The soft limit of "SOFT:HARD" or of one value, with the suffixes K M G T P E (powers of 1024) of
 * sizes or s min h d w of times; in bytes, seconds or pieces. Nothing for infinity, a percentage or
 * what is no number.
 */
std::optional<std::uint64_t> parse_limit(std::string_view value) noexcept;

} // namespace hardenctl
