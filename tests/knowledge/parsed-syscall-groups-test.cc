// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/parsed-syscall-groups.hh"

#include "base/file.hh"
#include "harness.hh"

#include <algorithm>

using namespace hardenctl;
using test::Check;

namespace {

constexpr std::size_t max_size = 1 << 20;

/** What systemd-analyze of this version printed. */
std::string printed(unsigned version)
{
	return read_file(
		std::string{SYSCALL_GROUPS} + '/' + std::to_string(version) + ".txt", max_size);
}

void is_same(Check &check, const SyscallGroup &parsed, const SyscallGroup &known)
{
	check.equal(parsed.name, known.name);
	check.equal(parsed.description, known.description);
	check.is_true(std::ranges::equal(parsed.calls, known.calls), known.name);
	check.is_true(std::ranges::equal(parsed.nested, known.nested), known.name);
}

/** One format, read at build time and at run time. */
void test_same_as_the_tables(Check &check)
{
	for (const unsigned version : {252U, 257U, 262U}) {
		const ParsedSyscallGroups parsed{printed(version)};
		const auto known = syscall_groups(version);
		check.equal(parsed.groups().size(), known.size());
		for (std::size_t i = 0; i < std::min(parsed.groups().size(), known.size()); i++)
			is_same(check, parsed.groups()[i], known[i]);
	}
}

void test_remarks_are_no_members(Check &check)
{
	const ParsedSyscallGroups parsed{"@a\n    # Some calls\n    read\n\n"
					 "# Not showing unlisted system calls\n    write\n"};
	if (!check.equal(parsed.groups().size(), 1U))
		return;
	check.equal(parsed.groups()[0].description, "Some calls");
	check.equal(parsed.groups()[0].calls.size(), 1U);
}

void test_odd_text_ends(Check &check)
{
	const ParsedSyscallGroups circle{"@a\n @b\n read\n@b\n @a\n @none\n"};
	if (check.equal(circle.groups().size(), 2U))
		check.equal(circle.groups()[1].calls.size(), 1U);
	check.is_true(ParsedSyscallGroups{""}.groups().empty(), "no text, no groups");
	check.is_true(ParsedSyscallGroups{" read\n#"}.groups().empty(), "members of nothing");
}

constexpr test::Case cases[]{
	{"same as the tables", test_same_as_the_tables},
	{"remarks are no members", test_remarks_are_no_members},
	{"odd text ends", test_odd_text_ends},
};

} // namespace

int main()
{
	return test::run("parsed syscall groups", cases);
}
