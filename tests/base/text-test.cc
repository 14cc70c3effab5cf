// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"
#include "harness.hh"

using namespace hardenctl;
using test::Check;

using Words = std::vector<std::string_view>;

static void strips_and_splits(Check &check)
{
	check.equal(strip(" \t a b\r\n"), "a b");
	check.equal(strip(" \t"), "");
	check.equal(split("a::b:", ':'), Words{"a", "", "b", ""});
	check.equal(split("", ':'), Words{""});
	check.equal(split_blanks(" a \t b"), Words{"a", "b"});
	check.equal(split_blanks(" \t "), Words{});
}

static void knows_ascii_letters_only(Check &check)
{
	check.equal(to_lower("ÄBC_1"), "Äbc_1");
	check.equal(to_upper("äbc_1"), "äBC_1");
	check.is_true(equal_ignoring_case("YeS", "yEs"), "letter case");
	check.is_true(!equal_ignoring_case("yes", "ye"), "length");
	check.is_true(!equal_ignoring_case("@", "`"), "not a letter");
}

static void parses_numbers(Check &check)
{
	check.equal(parse_number<int>("42").value_or(-1), 42);
	check.equal(parse_number<unsigned>("755", 8).value_or(0), 0755U);
	for (const auto bad : {"", " 1", "1 ", "1x", "99999999999"})
		check.is_true(!parse_number<int>(bad), bad);
}

static void validates_utf8(Check &check)
{
	check.is_true(is_valid_utf8("Grüße 😀"), "valid");
	for (const auto bad : {"\xff", "\xc0\x80", "\xed\xb0\x80", "\xf5\x80\x80\x80", "\xe2\x82"})
		check.is_true(!is_valid_utf8(bad), "invalid");
}

static std::string_view guess(std::string_view word)
{
	static constexpr std::string_view names[] = {
		"ProtectClock", "ProtectHome", "ProtectSystem", "PrivateTmp", "nginx.service"};
	return did_you_mean(word, names).value_or("(none)");
}

static void guesses_the_meant_word(Check &check)
{
	check.equal(guess("ProtectSytem"), "ProtectSystem");
	check.equal(guess("protecthome"), "ProtectHome");
	check.equal(guess("PrivateTpm"), "PrivateTmp");
	check.equal(guess("ngnix.service"), "nginx.service");
	check.equal(guess("Priv"), "PrivateTmp");
	check.equal(guess("Prot"), "(none)");
	check.equal(guess("xyzzy"), "(none)");
	check.equal(guess(""), "(none)");
	check.equal(guess(std::string(100000, 'a')), "(none)");
}

static void matches_globs(Check &check)
{
	check.is_true(glob_match("ng*.service", "nginx.service"), "star");
	check.is_true(glob_match("*", "a/b"), "star takes slashes");
	check.is_true(glob_match("get[ty]y@?", "getty@1"), "class");
	check.is_true(!glob_match("ng*", "xng"), "anchored");
	check.is_true(is_glob("a*") && is_glob("[a]") && is_glob("a?"), "globs");
	check.is_true(!is_glob("dev-sda\\x2d1.device"), "not a glob");
	check.is_true(glob_match("dev-a\\x2d*", "dev-a\\x2d1"), "a backslash is no escape");
}

int main()
{
	static constexpr test::Case cases[] = {
		{"strips and splits", strips_and_splits},
		{"knows ASCII letters only", knows_ascii_letters_only},
		{"parses numbers", parses_numbers},
		{"validates UTF-8", validates_utf8},
		{"guesses the meant word", guesses_the_meant_word},
		{"matches globs", matches_globs},
	};
	return test::run("text", cases);
}
