// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/columns.hh"

#include "base/text.hh"

#include <cwchar>

namespace hardenctl {

Utf8Scope::Utf8Scope() noexcept
	: utf8_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)), previous_(uselocale(utf8_))
{
}

Utf8Scope::~Utf8Scope() noexcept
{
	uselocale(previous_);
	if (utf8_ != nullptr)
		freelocale(utf8_);
}

static bool is_continuation(char byte) noexcept
{
	return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

/** Where the character after the one at position begins. */
static std::size_t next_character(std::string_view text, std::size_t position) noexcept
{
	do
		++position;
	while (position < text.size() && is_continuation(text[position]));
	return position;
}

static std::size_t character_width(std::string_view character)
{
	wchar_t wide{};
	std::mbstate_t state{};
	const std::size_t length = std::mbrtowc(&wide, character.data(), character.size(), &state);
	const int width = length == character.size() ? wcwidth(wide) : 1;
	return width < 0 ? 1 : static_cast<std::size_t>(width);
}

std::size_t display_width(std::string_view text)
{
	std::size_t width = 0;
	for (std::size_t at = 0; at < text.size();) {
		const std::size_t next = next_character(text, at);
		width += character_width(text.substr(at, next - at));
		at = next;
	}
	return width;
}

std::string pad(std::string text, std::size_t width)
{
	const std::size_t used = display_width(text);
	if (used < width)
		text.append(width - used, ' ');
	return text;
}

/** As many characters from the start as fit. */
static std::string_view head(std::string_view text, std::size_t width)
{
	std::size_t used = 0;
	std::size_t at = 0;
	while (at < text.size()) {
		const std::size_t next = next_character(text, at);
		used += character_width(text.substr(at, next - at));
		if (used > width)
			break;
		at = next;
	}
	return text.substr(0, at);
}

/** As many characters up to the end as fit. */
static std::string_view tail(std::string_view text, std::size_t width)
{
	std::size_t left_over = display_width(text);
	std::size_t at = 0;
	while (left_over > width) {
		const std::size_t next = next_character(text, at);
		left_over -= character_width(text.substr(at, next - at));
		at = next;
	}
	return text.substr(at);
}

/** front + ellipsis + the end of it, of this width. */
static std::string join_ends(
	std::string_view text, std::size_t front, std::size_t width, std::string_view ellipsis)
{
	const std::size_t kept = width - display_width(ellipsis);
	return std::string{head(text, front)}.append(ellipsis).append(tail(text, kept - front));
}

std::string shorten_front(std::string_view text, std::size_t width, std::string_view ellipsis)
{
	if (width <= display_width(ellipsis) || display_width(text) <= width)
		return std::string{text};
	return join_ends(text, 0, width, ellipsis);
}

std::string shorten_back(std::string_view text, std::size_t width, std::string_view ellipsis)
{
	if (width <= display_width(ellipsis) || display_width(text) <= width)
		return std::string{text};
	return std::string{head(text, width - display_width(ellipsis))}.append(ellipsis);
}

std::string shorten_middle(std::string_view text, std::size_t width, std::string_view ellipsis)
{
	if (width <= display_width(ellipsis) || display_width(text) <= width)
		return std::string{text};
	return join_ends(text, (width - display_width(ellipsis)) / 2, width, ellipsis);
}

/** Cut at both ends. */
static std::string window_around(std::string_view text, std::size_t at, std::string_view kept,
	std::size_t width, std::string_view ellipsis)
{
	const std::size_t room = width - display_width(kept) - 2 * display_width(ellipsis);
	const std::string_view before = tail(text.substr(0, at), room / 2);
	const std::string_view after =
		head(text.substr(at + kept.size()), room - display_width(before));
	return std::string{ellipsis}.append(before).append(kept).append(after).append(ellipsis);
}

std::string shorten_around(
	std::string_view text, std::string_view kept, std::size_t width, std::string_view ellipsis)
{
	std::string shortened = shorten_middle(text, width, ellipsis);
	const auto at = kept.empty() ? text.npos : text.find(kept);
	if (at == text.npos || shortened.find(kept) != shortened.npos ||
		display_width(kept) + 2 * display_width(ellipsis) > width)
		return shortened;
	// what was answered stands at the end
	for (std::string other :
		{shorten_front(text, width, ellipsis), shorten_back(text, width, ellipsis)})
		if (other.find(kept) != other.npos)
			return other;
	return window_around(text, at, kept, width, ellipsis);
}

std::vector<std::string> wrap(std::string_view text, std::size_t width)
{
	if (width == 0)
		return {std::string{text}};
	std::vector<std::string> lines(1);
	for (const std::string_view word : split_blanks(text)) {
		std::string &line = lines.back();
		if (line.empty())
			line = word;
		else if (display_width(line) + 1 + display_width(word) <= width)
			line.append(" ").append(word);
		else
			lines.emplace_back(word);
	}
	return lines;
}

std::vector<std::string> wrap_anywhere(std::string_view text, std::size_t width)
{
	std::vector<std::string> lines;
	for (const std::string &line : wrap(text, width)) {
		std::string_view rest = line;
		while (width != 0 && display_width(rest) > width) {
			const std::string_view part = head(rest, width);
			if (part.empty())
				break;
			lines.emplace_back(part);
			rest.remove_prefix(part.size());
		}
		lines.emplace_back(rest);
	}
	return lines;
}

} // namespace hardenctl
