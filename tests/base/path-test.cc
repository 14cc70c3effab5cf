// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/path.hh"
#include "harness.hh"

using namespace hardenctl;
using test::Check;

static void simplifies(Check &check)
{
	check.equal(simplify_path(""), "");
	check.equal(simplify_path("/"), "/");
	check.equal(simplify_path("///"), "/");
	check.equal(simplify_path("//usr/./lib//x/"), "/usr/lib/x");
	check.equal(simplify_path("/a/../b"), "/a/../b");
	check.equal(simplify_path("./a/."), "a");
}

static void finds_dot_dot(Check &check)
{
	check.is_true(has_dot_dot("/a/../b"), "in the middle");
	check.is_true(has_dot_dot(".."), "alone");
	check.is_true(!has_dot_dot("/a/..b/c.."), "part of a name");
}

static void compares_whole_components(Check &check)
{
	check.is_true(path_is_below("/usr/lib", "/usr"), "below");
	check.is_true(path_is_below("/usr", "/usr"), "itself");
	check.is_true(path_is_below("/usr", "/"), "the root");
	check.is_true(!path_is_below("/usr2", "/usr"), "a longer name");
	check.is_true(!path_is_below("/us", "/usr"), "a shorter name");
	check.is_true(!path_is_below("/usr", ""), "nothing");
	check.is_true(!path_is_below("usr", "/"), "relative");
}

static void takes_apart(Check &check)
{
	check.equal(parent_path("/a/b/c"), "/a/b");
	check.equal(parent_path("/a"), "/");
	check.equal(parent_path("/"), "/");
	check.equal(base_name("/a/b.service"), "b.service");
	check.equal(base_name("b"), "b");
}

static void puts_below_root(Check &check)
{
	check.equal(below_root("", "/etc/x"), "/etc/x");
	check.equal(below_root("/", "/etc/x"), "/etc/x");
	check.equal(below_root("/srv/r/", "/etc/x"), "/srv/r/etc/x");
	check.equal(below_root("/srv/r", "etc/x"), "/srv/r/etc/x");
}

int main()
{
	static constexpr test::Case cases[] = {
		{"simplifies", simplifies},
		{"finds dot dot", finds_dot_dot},
		{"compares whole components", compares_whole_components},
		{"takes apart", takes_apart},
		{"puts below root", puts_below_root},
	};
	return test::run("path", cases);
}
