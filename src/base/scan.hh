// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/text.hh"

#include <optional>
#include <string_view>

namespace hardenctl {

/** Removes the prefix from the front of text, if it is there. */
inline bool skip_prefix(std::string_view &text, std::string_view prefix) noexcept
{
	if (!text.starts_with(prefix))
		return false;
	text.remove_prefix(prefix.size());
	return true;
}

inline bool is_digit(char c) noexcept
{
	return c >= '0' && c <= '9';
}

/** Removes the longest run of digits from the front; nothing if there is none or it does not fit.
 */
template <typename Integer> std::optional<Integer> take_number(std::string_view &text) noexcept
{
	std::size_t size = 0;
	while (size < text.size() && is_digit(text[size]))
		++size;
	const auto number = parse_number<Integer>(text.substr(0, size));
	if (number)
		text.remove_prefix(size);
	return number;
}

/** Removes and returns what is before the separator, and the separator; nothing if it is absent. */
inline std::optional<std::string_view> take_until(
	std::string_view &text, std::string_view separator) noexcept
{
	const auto position = text.find(separator);
	if (position == std::string_view::npos)
		return std::nullopt;
	const auto part = text.substr(0, position);
	text.remove_prefix(position + separator.size());
	return part;
}

} // namespace hardenctl
