// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "../unit/tree.hh"
#include "advice/edit-proposals.hh"
#include "harness.hh"

using namespace hardenctl;
using test::Check;

namespace {

/** systemd ignores them, and would warn once more of the drop-in. */
void test_invalid_entries_are_left_out(Check &check)
{
	struct Row {
		const char *unit;
		Directive directive;
		const char *lines;
	};
	const auto same = [](const std::string &word) { return word; };
	for (const auto &[unit, directive, lines] : {
		     Row{"ReadWritePaths=relative /srv/data -/opt +/x\n", Directive::ReadWritePaths,
			     "ReadWritePaths=|ReadWritePaths=/srv/data -/opt +/x|"},
		     Row{"ReadWritePaths=/a/../b \"/with blank\"\n", Directive::ReadWritePaths,
			     "ReadWritePaths=|ReadWritePaths=\"/with blank\"|"},
		     Row{"BindPaths=/a:relative /b:/c:bad /d:/e:norbind\nBindReadOnlyPaths=/f x\n",
			     Directive::BindPaths,
			     "BindPaths=|BindPaths=/d:/e:norbind|BindReadOnlyPaths=/f|"},
	     })
		check.equal(test::joined(relisted(test::service(unit), directive, same)), lines);
}

constexpr test::Case cases[]{
	{"invalid entries are left out", test_invalid_entries_are_left_out},
};

} // namespace

int main()
{
	return test::run("relisted", cases);
}
