// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/repair-words.hh"

#include "base/text.hh"
#include "knowledge/call-sets.hh"
#include "knowledge/names.hh"
#include "knowledge/syscall-groups.hh"
#include "knowledge/calls.hh"

#include <algorithm>
#include <linux/capability.h>

namespace hardenctl {

namespace {

using Names = std::vector<std::string_view>;

std::span<const std::string_view> calls_of_kind(OperationKind kind)
{
	const auto row = std::ranges::find(
		operation_calls, operation_kind_name(kind), &OperationCalls::kind);
	return row == operation_calls.end() ? std::span<const std::string_view>{} : row->calls;
}

/** What stands behind the operation and does not pass this filter. */
Names refused_calls(const RepairCase &repair)
{
	const Operation &operation = repair.denial.operation;
	const std::string_view by_name[]{operation.call};
	std::span<const std::string_view> calls = system_calls_of(operation.call);
	/* a process can be made by any of them: C libraries fall back from one to the other */
	if (operation.kind == OperationKind::Fork)
		calls = calls_of_kind(operation.kind);
	if (operation.call_is_exact || (calls.empty() && !operation.call.empty()))
		calls = by_name;
	if (calls.empty())
		calls = calls_of_kind(operation.kind);
	Names refused;
	for (const std::string_view call : calls)
		if (repair.sandbox.filter().refuses(call))
			refused.push_back(call);
	return refused;
}

bool covers_all(const SyscallGroup &group, const Names &calls)
{
	return std::ranges::all_of(calls, [&](std::string_view call) {
		return std::ranges::binary_search(group.calls, call);
	});
}

/** The smallest group with all the calls: what a service of that kind needs besides. */
const SyscallGroup *smallest_group(const RepairCase &repair, const Names &calls)
{
	const SyscallGroup *best = nullptr;
	if (calls.empty())
		return best;
	for (const SyscallGroup &group : repair.sandbox.system().groups())
		if (group.name != "@known" && covers_all(group, calls) &&
			(!best || group.calls.size() < best->calls.size()))
			best = &group;
	return best;
}

/** By the first of the calls that tells; nullptr if none does. */
const CallSet *related_calls(const Names &calls)
{
	const auto set = std::ranges::find_if(call_sets, [&](const CallSet &candidate) {
		return std::ranges::find_first_of(calls, candidate.by) != calls.end();
	});
	return set == call_sets.end() ? nullptr : &*set;
}

/** The calls, and what comes with them in programs of that kind, as far as it is refused. */
Names with_related(const RepairCase &repair, const Names &calls)
{
	Names together = calls;
	const CallSet *related = related_calls(calls);
	const SyscallGroup *known = repair.sandbox.system().find_group("@known");
	if (!related)
		return {};
	for (const std::string_view call : related->calls)
		if (repair.sandbox.filter().refuses(call) &&
			std::ranges::find(together, call) == together.end() &&
			(!known || std::ranges::binary_search(known->calls, call)))
			together.push_back(call);
	return together.size() > calls.size() ? together : Names{};
}

void add_unique(std::vector<unsigned> &capabilities, unsigned capability)
{
	if (std::ranges::find(capabilities, capability) == capabilities.end())
		capabilities.push_back(capability);
}

std::vector<unsigned> capabilities_behind(const Operation &operation)
{
	std::vector<unsigned> capabilities;
	if (operation.capability)
		return {*operation.capability};
	if (const PrivilegedCall *row = find_privileged_call(operation.call))
		add_unique(capabilities, row->capability);
	for (const std::string_view call : system_calls_of(operation.call))
		if (const PrivilegedCall *row = find_privileged_call(call))
			add_unique(capabilities, row->capability);
	switch (operation.kind) {
	case OperationKind::Path:
		if (operation.access == Access::Read)
			add_unique(capabilities, CAP_DAC_READ_SEARCH);
		add_unique(capabilities, CAP_DAC_OVERRIDE);
		break;
	case OperationKind::Bind:
		add_unique(capabilities,
			operation.path.empty() ? CAP_NET_BIND_SERVICE : CAP_DAC_OVERRIDE);
		break;
	case OperationKind::Socket:
		add_unique(capabilities, CAP_NET_RAW);
		add_unique(capabilities, CAP_NET_ADMIN);
		break;
	case OperationKind::Unknown:
		for (const unsigned capability : {CAP_DAC_OVERRIDE, CAP_SETUID, CAP_SETGID,
			     CAP_CHOWN, CAP_NET_BIND_SERVICE, CAP_SYS_ADMIN})
			add_unique(capabilities, capability);
		break;
	default:
		break;
	}
	return capabilities;
}

Words as_words(const Names &names)
{
	return {names.begin(), names.end()};
}

} // namespace

Words needed_capabilities(const RepairCase &repair)
{
	Words names;
	for (const unsigned capability : capabilities_behind(repair.denial.operation))
		names.emplace_back(capability_name(capability));
	return names;
}

Words groups_in_line(const RepairCase &repair)
{
	const Names calls = refused_calls(repair);
	const std::string_view value = strip(repair.through.value);
	Words groups;
	if (!value.starts_with('~'))
		return groups;
	for (const std::string_view word : split_blanks(value.substr(1))) {
		const SyscallGroup *group =
			repair.sandbox.system().find_group(word.substr(0, word.find(':')));
		if (group && covers_all(*group, calls))
			groups.emplace_back(group->name);
	}
	return groups;
}

Words call_words(const RepairCase &repair, Placeholder placeholder)
{
	const Names calls = refused_calls(repair);
	const SyscallGroup *group = smallest_group(repair, calls);
	const CallSet *related = related_calls(calls);
	switch (placeholder) {
	case Placeholder::Syscall:
		return calls.size() == 1 ? as_words(calls) : Words{};
	case Placeholder::Syscalls:
		return calls.size() > 1 ? as_words(calls) : Words{};
	case Placeholder::Group:
		return group ? Words{std::string{group->name}} : Words{};
	case Placeholder::GroupDescription:
		return group ? Words{std::string{group->description}} : Words{};
	case Placeholder::Related:
		return as_words(with_related(repair, calls));
	case Placeholder::RelatedKind:
		return related ? Words{std::string{related->why}} : Words{};
	default:
		return {};
	}
}

} // namespace hardenctl
