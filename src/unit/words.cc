// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/words.hh"

#include "base/escape.hh"
#include "base/text.hh"
#include "base/utf8.hh"
#include "unit/characters.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::string_view white = " \t\r\n";

void append_utf8(std::string &out, std::uint32_t code)
{
	const auto tail = [&](int shift) {
		out += static_cast<char>(0x80 | (code >> shift & 0x3f));
	};
	if (code < 0x80) {
		out += static_cast<char>(code);
	} else if (code < 0x800) {
		out += static_cast<char>(0xc0 | code >> 6);
		tail(0);
	} else if (code < 0x10000) {
		out += static_cast<char>(0xe0 | code >> 12);
		tail(6);
		tail(0);
	} else {
		out += static_cast<char>(0xf0 | code >> 18);
		tail(12);
		tail(6);
		tail(0);
	}
}

/** Takes exactly so many digits off the front. */
std::optional<std::uint32_t> take_digits(std::string_view &rest, std::size_t count, int base)
{
	if (rest.size() < count)
		return std::nullopt;
	const auto value = parse_number<std::uint32_t>(rest.substr(0, count), base);
	rest.remove_prefix(count);
	return value;
}

bool append_byte(std::string &out, std::optional<std::uint32_t> value)
{
	// systemd's strings end at NUL, so it refuses one.
	if (!value || *value == 0 || *value > 0xff)
		return false;
	out += static_cast<char>(*value);
	return true;
}

bool append_code_point(std::string &out, std::optional<std::uint32_t> value)
{
	if (!value || *value == 0 || *value > 0x10ffff || (*value >= 0xd800 && *value <= 0xdfff))
		return false;
	append_utf8(out, *value);
	return true;
}

/** rest stands behind the backslash. @return is it a valid escape? */
bool take_escape(std::string_view &rest, std::string &out)
{
	constexpr std::string_view letters = "abfnrtvs\\\"'";
	constexpr std::string_view meanings = "\a\b\f\n\r\t\v \\\"'";
	if (rest.empty())
		return false;
	const char letter = rest[0];
	if (const auto at = letters.find(letter); at != letters.npos) {
		out += meanings[at];
		rest.remove_prefix(1);
		return true;
	}
	if (letter >= '0' && letter <= '7')
		return append_byte(out, take_digits(rest, 3, 8));
	rest.remove_prefix(1);
	switch (letter) {
	case 'x':
		return append_byte(out, take_digits(rest, 2, 16));
	case 'u':
		return append_code_point(out, take_digits(rest, 4, 16));
	case 'U':
		return append_code_point(out, take_digits(rest, 8, 16));
	default:
		return false;
	}
}

/** rest begins with no blank. @return false for an open quote or a bad escape */
bool take_word(std::string_view &rest, std::string &word)
{
	char quote = 0;
	while (!rest.empty()) {
		const char c = rest[0];
		if (!quote && white.find(c) != white.npos)
			return true;
		rest.remove_prefix(1);
		if (c == '\\') {
			if (!take_escape(rest, word))
				return false;
		} else if (c == quote) {
			quote = 0;
		} else if (!quote && (c == '"' || c == '\'')) {
			quote = c;
		} else {
			word += c;
		}
	}
	return quote == 0;
}

bool needs_no_quotes(std::string_view word)
{
	return !word.empty() && consists_of(word, "+,-./:=@_~%^");
}

/** The first character of text, as it stands between double quotes. */
void append_quoted(std::string &out, std::string_view character)
{
	if (character == "%")
		out += "%%";
	else if (character == "\"" || character == "\\")
		(out += '\\') += character;
	else if (decode_utf8(character).length && escape_for_terminal(character) == character)
		out += character;
	else
		for (const char byte : character)
			out += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
}

} // namespace

std::optional<std::vector<std::string>> split_words(std::string_view value)
{
	std::vector<std::string> words;
	for (;;) {
		const auto start = value.find_first_not_of(white);
		if (start == value.npos)
			return words;
		value.remove_prefix(start);
		if (!take_word(value, words.emplace_back()))
			return std::nullopt;
	}
}

std::string quote_word(std::string_view word)
{
	const bool plain = needs_no_quotes(word);
	std::string out = plain ? "" : "\"";
	while (!word.empty()) {
		const auto length = std::max<std::size_t>(decode_utf8(word).length, 1);
		append_quoted(out, word.substr(0, length));
		word.remove_prefix(length);
	}
	return plain ? out : out + '"';
}

std::optional<bool> parse_boolean(std::string_view value) noexcept
{
	constexpr std::array<std::string_view, 6> yes{"1", "yes", "y", "true", "t", "on"};
	constexpr std::array<std::string_view, 6> no{"0", "no", "n", "false", "f", "off"};
	const auto is_value = [value](std::string_view word) {
		return equal_ignoring_case(word, value);
	};
	if (std::ranges::any_of(yes, is_value))
		return true;
	if (std::ranges::any_of(no, is_value))
		return false;
	return std::nullopt;
}

} // namespace hardenctl
