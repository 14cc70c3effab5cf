// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/shell-word.hh"

#include "harness.hh"

using namespace hardenctl;
using test::Check;

namespace {

/** What no shell reads anything into stays as it is; all else is one word. */
void test_shell_word(Check &check)
{
	for (const char *plain :
		{"nginx.service", "getty@tty1.service", "/var/log/y_1-2.log", "a=b,c:d+e%f"})
		check.equal(shell_word(plain), plain);
	check.equal(shell_word(""), "''");
	check.equal(shell_word("it's"), R"('it'\''s')");
	check.equal(shell_word("dev-disk-by\\x2duuid.mount"), R"('dev-disk-by\x2duuid.mount')");
	for (const char *hostile : {"$(id)", "a;b", "a b", "`id`", "~root", "*", "a\nb"})
		check.equal(shell_word(hostile), quote_for_shell(hostile));
}

constexpr test::Case cases[]{{"shell word", test_shell_word}};

} // namespace

int main()
{
	return test::run("shell word", cases);
}
