// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/escape.hh"

#include "base/utf8.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>

namespace hardenctl {

namespace {

struct Range {
	char32_t first, last;
};

/**
 * Invisible or reordering characters beyond C0 and C1 (Unicode 15, categories Cf, Zl and Zp,
 * variation selectors and blank fillers); sorted.
 */
constexpr std::array dangerous = std::to_array<Range>({
	{0x00ad, 0x00ad},
	{0x034f, 0x034f},
	{0x0600, 0x0605},
	{0x061c, 0x061c},
	{0x06dd, 0x06dd},
	{0x070f, 0x070f},
	{0x0890, 0x0891},
	{0x08e2, 0x08e2},
	{0x115f, 0x1160},
	{0x17b4, 0x17b5},
	{0x180b, 0x180f},
	{0x200b, 0x200f},
	{0x2028, 0x202e},
	{0x2060, 0x206f},
	{0x3164, 0x3164},
	{0xfe00, 0xfe0f},
	{0xfeff, 0xfeff},
	{0xffa0, 0xffa0},
	{0xfff0, 0xfffb},
	{0x110bd, 0x110bd},
	{0x110cd, 0x110cd},
	{0x13430, 0x1343f},
	{0x1bca0, 0x1bca3},
	{0x1d173, 0x1d17a},
	{0xe0000, 0xe0fff},
});
static_assert(std::ranges::is_sorted(dangerous, {}, &Range::first));

bool is_dangerous(char32_t code) noexcept
{
	if (code < 0xa0)
		return code < 0x20 || code >= 0x7f;
	const auto range = std::ranges::lower_bound(dangerous, code, {}, &Range::last);
	return range != dangerous.end() && range->first <= code;
}

void append_escape(std::string &out, char32_t code)
{
	const auto to = std::back_inserter(out);
	const auto number = static_cast<unsigned>(code);
	if (code == '\n')
		out += "\\n";
	else if (code == '\t')
		out += "\\t";
	else if (code == '\r')
		out += "\\r";
	else if (code < 0x80)
		fmt::format_to(to, "\\x{:02x}", number);
	else if (code < 0x10000)
		fmt::format_to(to, "\\u{:04x}", number);
	else
		fmt::format_to(to, "\\U{:08x}", number);
}

} // namespace

std::string escape_for_terminal(std::string_view text)
{
	std::string out;
	out.reserve(text.size());
	while (!text.empty()) {
		const auto [code, length] = decode_utf8(text);
		if (length == 0)
			fmt::format_to(std::back_inserter(out), "\\x{:02x}",
				static_cast<unsigned char>(text[0]));
		else if (is_dangerous(code))
			append_escape(out, code);
		else
			out += text.substr(0, length);
		text.remove_prefix(std::max<std::size_t>(length, 1));
	}
	return out;
}

std::string sanitize_utf8(std::string_view text)
{
	std::string out;
	out.reserve(text.size());
	while (!text.empty()) {
		const auto length = decode_utf8(text).length;
		if (length == 0)
			out += "\xef\xbf\xbd";
		else
			out += text.substr(0, length);
		text.remove_prefix(std::max<std::size_t>(length, 1));
	}
	return out;
}

} // namespace hardenctl
