// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/escape.hh"
#include "base/text.hh"
#include "harness.hh"

using namespace hardenctl;
using test::Check;

static void leaves_plain_text_alone(Check &check)
{
	for (const auto text : {"", "plain", "C:\\x1b stays", "Grüße, 日本語 😀", "\u00a0"})
		check.equal(escape_for_terminal(text), text);
}

static void escapes_terminal_sequences(Check &check)
{
	check.equal(escape_for_terminal("\x1b[31mred\x1b[0m"), "\\x1b[31mred\\x1b[0m");
	check.equal(escape_for_terminal("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
	check.equal(escape_for_terminal("a\nb\r\tc\x7f"), "a\\nb\\r\\tc\\x7f");
	check.equal(escape_for_terminal(std::string_view{"a\0b", 3}), "a\\x00b");
}

static void escapes_c1_controls(Check &check)
{
	check.equal(escape_for_terminal("\u0080\u009b1m\u009f"), "\\u0080\\u009b1m\\u009f");
	check.equal(escape_for_terminal("\x9b"
					"31m"),
		"\\x9b31m");
	for (int byte = 0x80; byte < 0x100; byte++) {
		const auto out = escape_for_terminal(std::string(1, static_cast<char>(byte)));
		check.equal(out.size(), 4U);
		check.equal(out.substr(0, 2), "\\x");
	}
}

static void escapes_what_reorders_or_hides(Check &check)
{
	check.equal(escape_for_terminal("a\u202eb"), "a\\u202eb");
	check.equal(
		escape_for_terminal("\u2066\u2069\u200e\u061c"), "\\u2066\\u2069\\u200e\\u061c");
	check.equal(
		escape_for_terminal("\u200b\ufeff\u2028\u2029"), "\\u200b\\ufeff\\u2028\\u2029");
	check.equal(escape_for_terminal("\U000e0041"), "\\U000e0041");
}

static void escapes_invalid_utf8(Check &check)
{
	check.equal(escape_for_terminal("\xc0\xaf"), "\\xc0\\xaf");          // overlong "/"
	check.equal(escape_for_terminal("\xe0\x80\x9b"), "\\xe0\\x80\\x9b"); // overlong C1
	check.equal(escape_for_terminal("\xed\xa0\x80"), "\\xed\\xa0\\x80"); // surrogate
	check.equal(escape_for_terminal("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
	check.equal(escape_for_terminal("caf\xc3"), "caf\\xc3");
	check.equal(escape_for_terminal("\xc3\x1b["), "\\xc3\\x1b[");
}

static void output_is_always_printable(Check &check)
{
	std::string text;
	unsigned state = 1;
	for (int i = 0; i < 20000; i++) {
		state = state * 1664525 + 1013904223;
		text += static_cast<char>(state >> 24);
	}
	const auto out = escape_for_terminal(text);
	check.is_true(is_valid_utf8(out), "valid UTF-8");
	check.equal(escape_for_terminal(out), out);
}

static void sanitizes_for_json(Check &check)
{
	check.equal(sanitize_utf8("a\x1b\xff\u00e9"), "a\x1b\ufffd\u00e9");
	check.equal(sanitize_utf8("\xc0\xaf"), "\ufffd\ufffd");
	check.equal(sanitize_utf8("\xe2\x82"), "\ufffd\ufffd");
}

int main()
{
	static constexpr test::Case cases[] = {
		{"leaves plain text alone", leaves_plain_text_alone},
		{"escapes terminal sequences", escapes_terminal_sequences},
		{"escapes C1 controls", escapes_c1_controls},
		{"escapes what reorders or hides", escapes_what_reorders_or_hides},
		{"escapes invalid UTF-8", escapes_invalid_utf8},
		{"output is always printable", output_is_always_printable},
		{"sanitizes for JSON", sanitizes_for_json},
	};
	return test::run("escape", cases);
}
