// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"
#include "advice/related-syscalls.hh"

#include "base/text.hh"
#include "knowledge/syscall-groups.hh"
#include "knowledge/calls.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

namespace {

using Names = std::vector<std::string_view>;

/** What stands behind the operation and does not pass this filter. */
Names refused_calls(const RepairCase &repair)
{
	static constexpr std::string_view opening[]{"openat", "open"};
	static constexpr std::string_view forking[]{"clone", "clone3", "fork", "vfork"};
	static constexpr std::string_view running[]{"execve"};
	static constexpr std::string_view mapping[]{"mmap", "mprotect"};
	const Operation &operation = repair.denial.operation;
	const std::string_view by_name[]{operation.call};
	std::span<const std::string_view> calls = system_calls_of(operation.call);
	/* a process can be made by any of them: C libraries fall back from one to the other */
	if (operation.kind == OperationKind::Fork && !operation.call_is_exact)
		calls = forking;
	if (operation.call_is_exact || (calls.empty() && !operation.call.empty()))
		calls = by_name;
	if (calls.empty())
		switch (operation.kind) {
		case OperationKind::Path:
			calls = opening;
			break;
		case OperationKind::Fork:
			calls = forking;
			break;
		case OperationKind::Execute:
			calls = running;
			break;
		case OperationKind::Memory:
			calls = mapping;
			break;
		case OperationKind::Socket: {
			static constexpr std::string_view call[]{"socket"};
			calls = call;
			break;
		}
		case OperationKind::Bind: {
			static constexpr std::string_view call[]{"bind"};
			calls = call;
			break;
		}
		case OperationKind::Connect: {
			static constexpr std::string_view call[]{"connect"};
			calls = call;
			break;
		}
		default:
			break;
		}
	Names refused;
	for (const std::string_view call : calls)
		if (repair.sandbox.filter().refuses(call))
			refused.push_back(call);
	return refused;
}

const SyscallGroup *group_of(std::string_view group, const RepairCase &repair)
{
	return repair.sandbox.system().find_group(group);
}

bool covers_all(const SyscallGroup &group, const Names &calls)
{
	return std::ranges::all_of(calls, [&](std::string_view call) {
		return std::ranges::binary_search(group.calls, call);
	});
}

/** All that the line takes away, by the same answer; empty for a list of what is allowed. */
std::string words_in_line(const RepairCase &repair)
{
	const std::string_view value = strip(repair.through.value);
	std::string words;
	if (!value.starts_with('~'))
		return words;
	for (const std::string_view word : split_blanks(value.substr(1))) {
		const auto colon = word.find(':');
		if (repair.denial.answer.signal && colon != word.npos)
			continue; /* refused with an errno, not killed */
		if (!is_valid_entry(
			    Directive::SystemCallFilter, std::string{word.substr(0, colon)}))
			continue; /* systemd ignores it */
		words += words.empty() ? "" : " ";
		words += word.substr(0, colon);
	}
	return words;
}

/** The groups that the line itself takes away and that hold the calls. */
Names groups_in_line(const RepairCase &repair, const Names &calls)
{
	Names groups;
	std::string_view value = strip(repair.through.value);
	if (!value.starts_with('~'))
		return groups;
	for (const std::string_view word : split_blanks(value.substr(1))) {
		const std::string_view group_name = word.substr(0, word.find(':'));
		const SyscallGroup *group = group_of(group_name, repair);
		if (group && (calls.empty() || covers_all(*group, calls)))
			groups.push_back(group->name);
	}
	return groups;
}

/** The smallest group with all the calls: what a service of that kind needs besides. */
const SyscallGroup *smallest_group(const RepairCase &repair, const Names &calls)
{
	const SyscallGroup *best = nullptr;
	for (const SyscallGroup &group : repair.sandbox.system().groups())
		if (group.name != "@known" && covers_all(group, calls) &&
			(!best || group.calls.size() < best->calls.size()))
			best = &group;
	return best;
}

/** The calls, and what comes with them in programs of that kind, as far as it is refused. */
Names with_companions(const RepairCase &repair, const Names &calls)
{
	Names together = calls;
	const RelatedCalls *companions = related_calls_of(calls);
	const SyscallGroup *known = group_of("@known", repair);
	if (!companions)
		return together;
	for (const std::string_view call : companions->calls)
		if (repair.sandbox.filter().refuses(call) &&
			std::ranges::find(together, call) == together.end() &&
			(!known || std::ranges::binary_search(known->calls, call)))
			together.push_back(call);
	return together;
}

} // namespace

void propose_for_calls(const RepairCase &repair, Proposals &out)
{
	const Names calls = refused_calls(repair);
	if (!calls.empty())
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {fmt::format("SystemCallFilter={}", fmt::join(calls, " "))},
			.why = calls.size() == 1 ? "only the system call that was denied; more may "
						   "turn up next"
						 : "the calls behind it; more may turn up next",
		});
	if (const Names together = with_companions(repair, calls); together.size() > calls.size())
		out.push_back({
			.scope = Scope::Wider,
			.lines = {fmt::format("SystemCallFilter={}", fmt::join(together, " "))},
			.why = std::string{related_calls_of(calls)->why},
		});
	std::string_view smallest;
	if (!calls.empty())
		if (const SyscallGroup *group = smallest_group(repair, calls)) {
			smallest = group->name;
			out.push_back({
				.scope = Scope::Wider,
				.lines = {fmt::format("SystemCallFilter={}", group->name)},
				.why = fmt::format("what belongs together: {}", group->description),
			});
		}
	if (const std::string words = words_in_line(repair); calls.empty() && !words.empty())
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"SystemCallFilter=" + words},
			.why = "all that this line takes away: the log does not name the call",
		});
	if (calls.empty() && !strip(repair.through.value).starts_with('~'))
		out.push_back({
			.scope = Scope::Wider,
			.lines = {"SystemCallFilter=@system-service"},
			.why = "what services usually call: the log does not name the call",
		});
	for (const std::string_view group : groups_in_line(repair, calls))
		if (group != smallest)
			out.push_back({
				.scope = Scope::Wider,
				.lines = {fmt::format("SystemCallFilter={}", group)},
				.why = "the whole group that the line takes away",
			});
}

void propose_for_architectures(const RepairCase &repair, Proposals &out)
{
	const std::string_view architecture = small_architecture_name(repair.denial.operation.arch);
	if (!architecture.empty())
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {fmt::format("SystemCallArchitectures={}", architecture)},
			.why = "programs of this architecture, too",
		});
}

} // namespace hardenctl
