// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "knowledge/syscall-groups.hh"

#include <algorithm>

using namespace hardenctl;
using test::Check;

static constexpr unsigned versions[] = {252, 257, 262};

static bool has_call(std::string_view group, std::string_view call, unsigned version)
{
	const auto *found = find_syscall_group(group, version);
	return found != nullptr && std::ranges::binary_search(found->calls, call);
}

static void groups_hold_their_calls(Check &check)
{
	for (const auto version : versions) {
		check.is_true(has_call("@network-io", "socket", version), "socket");
		check.is_true(has_call("@clock", "clock_settime", version), "clock_settime");
		check.is_true(has_call("@raw-io", "ioperm", version), "ioperm");
		check.is_true(!has_call("@basic-io", "socket", version), "socket is no basic I/O");
	}
}

static void nested_groups_are_expanded(Check &check)
{
	for (const auto version : versions) {
		check.is_true(has_call("@privileged", "chown", version), "@privileged, @chown");
		check.is_true(has_call("@system-service", "execve", version), "@default");
		const auto *privileged = find_syscall_group("@privileged", version);
		if (check.is_true(privileged != nullptr, "@privileged"))
			check.is_true(std::ranges::find(privileged->nested, "@chown") !=
					      privileged->nested.end(),
				"@chown is kept as written");
	}
}

static void groups_grow_with_the_version(Check &check)
{
	check.is_true(!has_call("@default", "landlock_create_ruleset", 252), "252");
	check.is_true(find_syscall_group("@sandbox", 252) == nullptr, "no @sandbox in 252");
	check.is_true(has_call("@default", "landlock_create_ruleset", 257), "257");
	check.is_true(has_call("@file-system", "open_tree", 262), "open_tree in 262");
	check.is_true(!has_call("@file-system", "open_tree", 257), "no open_tree in 257");
}

static void other_versions_use_the_next_older_table(Check &check)
{
	const auto same = [&](unsigned version, unsigned table) {
		return syscall_groups(version).data() == syscall_groups(table).data();
	};
	check.is_true(same(249, 252), "249 has no table of its own: the oldest");
	check.is_true(same(255, 252), "255 as 252");
	check.is_true(same(258, 257), "258 as 257");
	check.is_true(same(300, 262), "300 as 262");
	check.is_true(!same(252, 257) && !same(257, 262), "three tables");
}

static void tables_are_sorted_and_free_of_groups(Check &check)
{
	for (const auto version : versions) {
		const auto groups = syscall_groups(version);
		check.is_true(groups.size() >= 29, "number of groups");
		check.is_true(std::ranges::is_sorted(groups, {}, &SyscallGroup::name), "sorted");
		for (const auto &group : groups) {
			check.is_true(!group.description.empty(), group.name);
			check.is_true(std::ranges::adjacent_find(group.calls,
					      std::ranges::greater_equal{}) == group.calls.end(),
				group.name);
			check.is_true(std::ranges::none_of(group.calls,
					      [](auto call) { return call.starts_with('@'); }),
				group.name);
		}
	}
}

static void unknown_groups_are_not_found(Check &check)
{
	check.is_true(find_syscall_group("@network", 262) == nullptr, "prefix of a name");
	check.is_true(find_syscall_group("network-io", 262) == nullptr, "without its @");
	check.is_true(find_syscall_group("", 262) == nullptr, "empty");
}

int main()
{
	static constexpr test::Case cases[] = {
		{"groups hold their calls", groups_hold_their_calls},
		{"nested groups are expanded", nested_groups_are_expanded},
		{"groups grow with the version", groups_grow_with_the_version},
		{"other versions use the next older table",
			other_versions_use_the_next_older_table},
		{"tables are sorted and free of groups", tables_are_sorted_and_free_of_groups},
		{"unknown groups are not found", unknown_groups_are_not_found},
	};
	return test::run("syscall groups", cases);
}
