// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/style.hh"

#include "base/escape.hh"

#include <fmt/format.h>
#include <iterator>

namespace hardenctl {

static constexpr Symbols unicode_symbols{
	.failed = "×",
	.running = "●",
	.idle = "○",
	.arrow = "→",
	.ellipsis = "…",
};

static constexpr Symbols ascii_symbols{
	.failed = "x",
	.running = "*",
	.idle = "-",
	.arrow = "->",
	.ellipsis = "...",
};

const Symbols &symbols(const ReportStyle &style) noexcept
{
	return style.utf8 ? unicode_symbols : ascii_symbols;
}

std::string_view ink_sequence(Ink ink) noexcept
{
	switch (ink) {
	case Ink::Plain:
		return "";
	case Ink::Bold:
		return "\x1b[0;1;39m";
	case Ink::Dim:
		return "\x1b[0;90m";
	case Ink::Red:
		return "\x1b[0;1;31m";
	case Ink::Green:
		return "\x1b[0;1;32m";
	case Ink::Yellow:
		return "\x1b[0;1;33m";
	case Ink::Heading:
		return "\x1b[0;4m";
	}
	return "";
}

std::string paint(const ReportStyle &style, Ink ink, std::string_view text)
{
	if (!style.color || ink == Ink::Plain || text.empty())
		return std::string{text};
	return std::string{ink_sequence(ink)}.append(text).append("\x1b[0m");
}

std::string clean(const ReportStyle &style, std::string_view text)
{
	std::string escaped = escape_for_terminal(text);
	if (style.utf8)
		return escaped;
	std::string ascii;
	for (const char byte : escaped) {
		if (static_cast<unsigned char>(byte) < 0x80)
			ascii += byte;
		else
			fmt::format_to(std::back_inserter(ascii), "\\x{:02x}",
				static_cast<unsigned char>(byte));
	}
	return ascii;
}

} // namespace hardenctl
