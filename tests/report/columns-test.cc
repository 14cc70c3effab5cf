// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "report/columns.hh"

#include <array>

using namespace hardenctl;
using namespace hardenctl::test;

static void test_width(Check &check)
{
	const Utf8Scope utf8;
	check.equal(display_width("abc"), 3u);
	check.equal(display_width("é×"), 2u);
	check.equal(display_width("漢字"), 4u);
	check.equal(pad("漢", 4), "漢  ");
	check.equal(pad("abc", 2), "abc");
}

static void test_shorten(Check &check)
{
	const Utf8Scope utf8;
	check.equal(shorten_middle("abcdefghij", 5, "…"), "ab…ij");
	check.equal(shorten_middle("abcde", 5, "…"), "abcde");
	check.equal(shorten_middle("abcdefghij", 0, "…"), "abcdefghij");
	check.equal(shorten_front("/etc/systemd/x.conf:7", 11, "..."), "...x.conf:7");
	check.equal(shorten_middle("漢字漢字漢字", 6, "…"), "漢…字");
}

static void test_shorten_around(Check &check)
{
	const Utf8Scope utf8;
	const char *line = "at noon: open() \"/run/x.pid\" failed (30: Read-only file system)";
	check.equal(shorten_around(line, "/run/x.pid", 50, "…"),
		"…) \"/run/x.pid\" failed (30: Read-only file system)");
	check.equal(
		shorten_around(line, "/run/x.pid", 30, "…"), "at noon: open() \"/run/x.pid\" …");
	check.equal(shorten_around(line, "/run/x.pid", 16, "…"), "… \"/run/x.pid\" …");
	check.equal(shorten_around(line, "/run/x.pid", 9, "…"), shorten_middle(line, 9, "…"));
	check.equal(shorten_around(line, "at noon", 20, "…"), shorten_middle(line, 20, "…"));
	check.equal(shorten_around(line, "/none", 20, "…"), shorten_middle(line, 20, "…"));
	check.equal(shorten_around("short", "", 20, "…"), "short");
}

static void test_wrap(Check &check)
{
	const Utf8Scope utf8;
	check.is_true(wrap("one two  three", 8) == std::vector<std::string>{"one two", "three"},
		"at blanks");
	check.is_true(wrap("/a/very/long/path x", 5) ==
			      std::vector<std::string>{"/a/very/long/path", "x"},
		"long words stay whole");
	check.is_true(wrap("a b c", 0) == std::vector<std::string>{"a b c"}, "no limit");
}

static constexpr std::array cases{
	Case{"width", test_width},
	Case{"shorten", test_shorten},
	Case{"shorten around", test_shorten_around},
	Case{"wrap", test_wrap},
};

int main()
{
	return run("report columns", cases);
}
