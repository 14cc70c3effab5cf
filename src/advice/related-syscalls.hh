// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <span>
#include <string_view>

namespace hardenctl {

/** System calls that a program of a kind makes soon after the first of them. */
struct RelatedCalls {
	std::string_view why;
	std::span<const std::string_view> calls;
};

/** What comes with these calls, by the first of them that tells; nullptr if none does. */
const RelatedCalls *related_calls_of(std::span<const std::string_view> calls) noexcept;

} // namespace hardenctl
