// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive.hh"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hardenctl {

/** "1024:4096", "1h", "infinity": what the limit counts in, and no soft limit above the hard one.
 */
bool is_limit(const DirectiveRecord &directive, std::string_view value) noexcept;

/**
 * The soft limit of "SOFT:HARD" or of one value, in bytes, seconds (LimitRTTIME=: microseconds),
 * levels or pieces. Nothing for infinity, a percentage, or what is_limit() and is_amount() refuse.
 */
std::optional<std::uint64_t> soft_limit(Directive directive, std::string_view value) noexcept;

/** A number, size or share in the range that the directive has. */
bool is_amount(const DirectiveRecord &directive, std::string_view value) noexcept;

} // namespace hardenctl
