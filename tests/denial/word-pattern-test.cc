// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/word-pattern.hh"

#include "harness.hh"

#include <array>
#include <re2/re2.h>

using namespace hardenctl;
using namespace hardenctl::test;

namespace {

/** Everything that has a say in which words must be there. */
constexpr std::array patterns{
	"fork/exec|posix_spawn|exec(?:ution)? (?:of|failed)|spawn \\S+ e[a-z]+",
	"(?:cannot|could not) bind|\\bbind(?:ing)? (?:to|on)",
	"colou?r",
	"ab*c",
	"ab+c",
	"ab{0,2}c",
	"x(?:y|z(?:1|2)){1,2}w",
	"[]|(]a|[^]|]b",
	"\\.pid\\b|\\|\\(",
	"^start|end$",
	"a.c",
	"(?:)",
	"",
	"(?:a|b)?c??d",
	"[a\\]|]q",
	"(?:set|change)(?: to)? (?:gid|uid)",
	"(?:a|cd) (?:x|yz)?",
	"(?:st|bi)+ ?(?:o|)",
};

constexpr std::array texts{
	"",
	"fork/exec",
	"FORK/EXEC /bin/x",
	"posix_spawn",
	"execution of",
	"exec failed",
	"spawn /x eacces",
	"cannot bind",
	"Could Not Bind",
	"binding to",
	"bind on",
	"color",
	"colour",
	"colr",
	"ac",
	"abc",
	"abbc",
	"abbbc",
	"xyw",
	"xz1yw",
	"xw",
	"]a",
	"|a",
	"(a",
	"xb",
	"/run/a.pid",
	"|(",
	"start here",
	"the end",
	"a-c",
	"cd",
	"d",
	"acd",
	"]q",
	"aq",
	"|q",
	"Change to GID",
	"set uid",
	"set group",
	"a ",
	"cd yz",
	"bist",
};

void same_as_without_words(Check &check)
{
	for (const char *pattern : patterns) {
		const std::vector<WordPattern> one = [&] {
			std::vector<WordPattern> list;
			list.emplace_back(pattern);
			return list;
		}();
		const RE2 plain{std::string{"(?i)"} + pattern};
		for (const char *text : texts)
			check.is_true(first_match(one, text).has_value() ==
					      RE2::PartialMatch(text, plain),
				std::string{pattern} + " in " + text);
	}
}

void first_one_counts(Check &check)
{
	struct Row {
		const char *pattern;
	};
	const std::array<Row, 3> rows{{{"nothing"}, {"b|c"}, {"c"}}};
	const auto list = word_patterns(rows);
	check.is_true(first_match(list, "C") == std::optional<std::size_t>{1}, "second row");
	check.is_true(!first_match(list, "d"), "none");
}

constexpr std::array cases{
	Case{"the same as without its words", same_as_without_words},
	Case{"the first one counts", first_one_counts},
};

} // namespace

int main()
{
	return run("denial word-pattern", cases);
}
