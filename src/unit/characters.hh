// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <algorithm>
#include <string_view>

namespace hardenctl {

constexpr bool is_digit(char c) noexcept
{
	return c >= '0' && c <= '9';
}

/** ASCII only. */
constexpr bool is_alphanumeric(char c) noexcept
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/** Are all letters, digits or one of the others? */
constexpr bool consists_of(std::string_view text, std::string_view others) noexcept
{
	return std::ranges::all_of(text,
		[others](char c) { return is_alphanumeric(c) || others.find(c) != others.npos; });
}

} // namespace hardenctl
