// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "tree.hh"
#include "unit/specifiers.hh"
#include "unit/words.hh"

#include <cstdlib>

using namespace hardenctl;
using test::Check;

static std::string split_shown(std::string_view value)
{
	const auto words = split_words(value);
	return words ? test::joined(*words) : "(invalid)";
}

static void splits_words(Check &check)
{
	check.equal(split_shown(" a  b\tc "), "a|b|c|");
	check.equal(split_shown(""), "");
	check.equal(split_shown("\"a b\" 'c \"d\"'"), "a b|c \"d\"|");
	check.equal(split_shown("a\"b c\"d ''"), "ab cd||");
	check.equal(split_shown("a\\x20b \\u00e9 \\101 a\\sb"), "a b|\u00e9|A|a b|");
	check.equal(split_shown("~@mount"), "~@mount|");
}

static void refuses_what_systemd_refuses(Check &check)
{
	for (const auto bad :
		{"\"open", "a 'b", "a\\", "\\q", "\\x0", "\\x00", "\\ud800", "\\400", "\\u12"})
		check.equal(split_shown(bad), "(invalid)");
}

/** As the manager reads a word of a path list. */
static std::string read_back(const std::string &quoted)
{
	const Specifiers specifiers{{}, UnitName{"x", std::nullopt, "service"}, ""};
	const auto words = split_words(specifiers.expand(quoted).text);
	return words && words->size() == 1 ? words->front() : "(not one word: " + quoted + ")";
}

static void quoted_words_come_back(Check &check)
{
	for (const auto word : {"", "plain", "a b", "50%", "%n", "\"", "'", "\\", "a\nb", "#x", ";",
		     "\u202e", "caf\u00e9", "[Service]"})
		check.equal(read_back(quote_word(word)), word);
	check.equal(quote_word("/var/lib/x-1.2"), "/var/lib/x-1.2");
	check.equal(quote_word("50% a"), "\"50%% a\"");
	check.equal(quote_word("a\n\x1b["), "\"a\\x0a\\x1b[\"");
}

static void random_words_come_back(Check &check)
{
	unsigned state = 7;
	const auto next = [&] { return (state = state * 1664525 + 1013904223) >> 16; };
	for (int round = 0; round < 3000; round++) {
		std::string word;
		for (auto size = next() % 40; size > 0; size--)
			// A NUL ends a line of a unit file, so no word can hold one.
			word += static_cast<char>(1 + next() % 255);
		const auto quoted = quote_word(word);
		if (!check.equal(read_back(quoted), word))
			return;
		check.equal(quoted.find('\n'), std::string::npos);
	}
}

/** Of user units: NEWS of 254. */
static void knows_directories_of_users(Check &check)
{
	setenv("HOME", "/home/x", 1);
	unsetenv("XDG_CONFIG_HOME");
	setenv("XDG_STATE_HOME", "/srv/state", 1);
	const auto expanded = [](unsigned version) {
		const UnitSearch search{.user = true, .systemd_version = version};
		return Specifiers{search, UnitName{"x", std::nullopt, "service"}, ""}
			.expand("%S %L")
			.text;
	};
	check.equal(expanded(252), "/home/x/.config /home/x/.config/log");
	check.equal(expanded(254), "/srv/state /srv/state/log");
	unsetenv("XDG_STATE_HOME");
	check.equal(expanded(257), "/home/x/.local/state /home/x/.local/state/log");
}

static void parses_booleans(Check &check)
{
	for (const auto yes : {"1", "yes", "Y", "TRUE", "t", "On"})
		check.is_true(parse_boolean(yes) == true, yes);
	for (const auto no : {"0", "no", "N", "False", "f", "off"})
		check.is_true(parse_boolean(no) == false, no);
	for (const auto bad : {"", "2", "yess", "maybe"})
		check.is_true(!parse_boolean(bad), bad);
}

int main()
{
	static constexpr test::Case cases[] = {
		{"splits words", splits_words},
		{"refuses what systemd refuses", refuses_what_systemd_refuses},
		{"quoted words come back", quoted_words_come_back},
		{"random words come back", random_words_come_back},
		{"knows directories of users", knows_directories_of_users},
		{"parses booleans", parses_booleans},
	};
	return test::run("words", cases);
}
