// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "explain/lookup-facts.hh"

#include "base/function-ref.hh"
#include "knowledge/names.hh"
#include "sandbox/deniers.hh"
#include "sandbox/predict.hh"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <seccomp.h>
#include <span>
#include <sys/socket.h>

namespace hardenctl {

namespace {

bool is_word_character(char c) noexcept
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/** As a word of its own: AF_INET is not in "AF_INET6". */
bool mentions(std::string_view text, std::string_view word) noexcept
{
	for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
		const auto end = at + word.size();
		if ((at == 0 || !is_word_character(text[at - 1])) &&
			(end == text.size() || !is_word_character(text[end])))
			return true;
	}
	return false;
}

/** The sandbox of each value of each restriction that has plain ones, by itself. */
void for_each_restriction(const System &system,
	FunctionRef<void(const DirectiveRecord &, std::string_view value, const Sandbox &)> visitor)
{
	for (const DirectiveRecord &directive : directive_records()) {
		if (!directive.restricts)
			continue;
		for (const std::string_view value : plain_values(directive)) {
			UnitConfig config;
			config.assignments.push_back(
				{.directive = directive.id, .value = std::string{value}});
			visitor(directive, value, Sandbox{config, system});
		}
	}
}

void add_cause(std::vector<Cause> &causes, Cause cause)
{
	if (!std::ranges::count(causes, cause.directive, &Cause::directive))
		causes.push_back(std::move(cause));
}

template <typename Matches> std::vector<AnsweredBy> denials_that(Matches matches)
{
	std::vector<AnsweredBy> rows;
	for (const DirectiveRecord &directive : directive_records())
		for (const DenialRecord &denial : directive.denies)
			if (matches(denial))
				rows.push_back({.directive = directive.id, .denial = &denial});
	return rows;
}

/** Those that are the cause most often first. */
std::vector<AnsweredBy> denials_answered(const std::string &answer)
{
	std::vector<AnsweredBy> rows =
		denials_that([&](const DenialRecord &denial) { return denial.answer == answer; });
	std::ranges::stable_sort(rows, std::ranges::greater{},
		[](const AnsweredBy &row) { return record(row.directive).reported; });
	return rows;
}

std::vector<AnsweredBy> denials_naming(std::string_view word)
{
	return denials_that(
		[&](const DenialRecord &denial) { return mentions(denial.operation, word); });
}

bool contains(std::span<const std::string_view> list, std::string_view word)
{
	return std::ranges::find(list, word) != list.end();
}

/** What `list` has and `other` has not. */
std::vector<std::string_view> only_in(
	std::span<const std::string_view> list, std::span<const std::string_view> other)
{
	std::vector<std::string_view> result;
	std::ranges::copy_if(list, std::back_inserter(result),
		[&](std::string_view word) { return !contains(other, word); });
	return result;
}

std::vector<GroupDifference> differences_of(const SyscallGroup &group, unsigned shown)
{
	std::vector<GroupDifference> differences;
	for (const unsigned version : syscall_group_versions()) {
		if (version == shown)
			continue;
		const SyscallGroup *other = find_syscall_group(group.name, version);
		GroupDifference difference{.version = version, .missing = other == nullptr};
		if (other) {
			difference.added = only_in(other->calls, group.calls);
			difference.removed = only_in(group.calls, other->calls);
		}
		if (difference.missing || !difference.added.empty() || !difference.removed.empty())
			differences.push_back(std::move(difference));
	}
	return differences;
}

/** "~@clock:EPERM" denies @clock. */
bool denies_group(const DirectiveRecord &directive, std::string_view group)
{
	return std::ranges::any_of(directive.implies, [&](const Implication &implication) {
		return record(implication.directive).type == ValueType::SystemCallList &&
		       implication.value.starts_with("~@") &&
		       mentions(implication.value.substr(2), group.substr(1));
	});
}

std::vector<std::string_view> groups_with(
	std::string_view call, std::span<const SyscallGroup> all_groups)
{
	std::vector<const SyscallGroup *> groups;
	for (const SyscallGroup &group : all_groups)
		if (group.name != "@known" && contains(group.calls, call))
			groups.push_back(&group);
	std::ranges::stable_sort(
		groups, {}, [](const SyscallGroup *group) { return group->calls.size(); });
	std::vector<std::string_view> names;
	names.reserve(groups.size());
	for (const SyscallGroup *group : groups)
		names.push_back(group->name);
	return names;
}

/** Directives with filters of their own; the model knows them. */
std::vector<Cause> causes_of_call(std::string_view call, const System &system)
{
	std::vector<Cause> causes;
	for_each_restriction(system, [&](const DirectiveRecord &directive, std::string_view value,
					     const Sandbox &sandbox) {
		PredictedDenials predictions;
		predict_calls(sandbox, {&call, 1}, 1, predictions);
		for (const PredictedDenial &predicted : predictions)
			add_cause(causes, {.directive = directive.id,
						  .value = std::string{value},
						  .answer = predicted.answer,
						  .sometimes = predicted.likelihood < 1});
	});
	if (call == "socket" || call == "socketpair")
		for (const DirectiveRecord &directive : directive_records())
			if (directive.restricts && directive.holds == Holds::AddressFamily)
				add_cause(causes, {.directive = directive.id,
							  .answer = {.error_number = EAFNOSUPPORT},
							  .sometimes = true});
	return causes;
}

} // namespace

GroupEntry group_entry(const SyscallGroup &group, const System &system)
{
	const unsigned version = group_snapshot(system);
	GroupEntry entry{
		.group = &group, .version = version, .differences = differences_of(group, version)};
	for (const SyscallGroup &other : system.groups())
		if (contains(other.nested, group.name))
			entry.containers.push_back(other.name);
	for (const std::string_view name : group.nested)
		if (const SyscallGroup *nested = system.find_group(name))
			entry.nested.push_back(nested);
	for (const DirectiveRecord &directive : directive_records())
		if (denies_group(directive, group.name))
			entry.denied_by.push_back(directive.id);
	std::ranges::stable_sort(entry.denied_by, std::ranges::greater{},
		[](Directive directive) { return record(directive).reported; });
	return entry;
}

ExitStatusEntry exit_status_entry(int status)
{
	ExitStatusEntry entry{.status = status};
	for (const DirectiveRecord &directive : directive_records())
		if (std::ranges::count(directive.exit_statuses, static_cast<unsigned>(status)))
			entry.directives.push_back(directive.id);
	return entry;
}

ProgramStatusEntry program_status_entry(int status)
{
	/** What shells add to the signal that ended a child; POSIX says "greater than 128". */
	static constexpr int killed_by = 128;
	const bool has_signal = signal_name(status - killed_by).starts_with("SIG");
	return {.status = status,
		.description = program_exit_status_description(status),
		.signal = status > killed_by && has_signal ? status - killed_by : 0};
}

ErrnoEntry errno_entry(int number)
{
	return {.number = number, .answered_by = denials_answered(errno_name(number))};
}

SignalEntry signal_entry(int number)
{
	return {.number = number, .answered_by = denials_answered(signal_name(number))};
}

CapabilityEntry capability_entry(unsigned capability, const System &system)
{
	CapabilityEntry entry{
		.capability = capability, .denials = denials_naming(capability_name(capability))};
	for (const PrivilegedCall &call : privileged_calls())
		if (call.capability == capability)
			entry.calls.push_back(call);
	for_each_restriction(system, [&](const DirectiveRecord &directive, std::string_view value,
					     const Sandbox &sandbox) {
		if (sandbox.capabilities().dropped_by(capability))
			add_cause(entry.dropped_by,
				{.directive = directive.id, .value = std::string{value}});
	});
	return entry;
}

FamilyEntry family_entry(int family)
{
	FamilyEntry entry{.family = family, .denials = denials_naming(family_name(family))};
	if (family != AF_INET && family != AF_INET6)
		return entry;
	for (const DirectiveRecord &directive : directive_records())
		if (directive.restricts &&
			std::ranges::any_of(directive.mechanisms, [](Mechanism mechanism) {
				return mechanism == Mechanism::NetworkNamespace ||
				       mechanism == Mechanism::BpfNetwork ||
				       mechanism == Mechanism::BpfSocketBind;
			}))
			entry.related.push_back(directive.id);
	return entry;
}

SystemCallEntry system_call_entry(std::string_view call, const System &system)
{
	SystemCallEntry entry{.call = std::string{call},
		.denied_by = causes_of_call(call, system),
		.privilege = find_privileged_call(call)};
	if (const int number = seccomp_syscall_resolve_name(entry.call.c_str()); number >= 0)
		entry.number = number;
	for (const unsigned version : syscall_group_versions())
		entry.groups.push_back(
			{.version = version, .groups = groups_with(call, syscall_groups(version))});
	if (const unsigned own = group_snapshot(system); !has_syscall_groups(own)) {
		const auto later =
			std::ranges::upper_bound(entry.groups, own, {}, &CallGroups::version);
		entry.groups.insert(
			later, {.version = own, .groups = groups_with(call, system.groups())});
	}
	return entry;
}

std::string call_of_number(int number)
{
	const std::unique_ptr<char, decltype(&std::free)> name{
		seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number), &std::free};
	return name ? name.get() : std::string{};
}

bool is_resolved_here(std::string_view call)
{
	return seccomp_syscall_resolve_name(std::string{call}.c_str()) != __NR_SCMP_ERROR;
}

bool is_system_call(std::string_view name)
{
	for (const unsigned version : syscall_group_versions())
		for (const SyscallGroup &group : syscall_groups(version))
			if (std::ranges::binary_search(group.calls, name))
				return true;
	return is_resolved_here(name);
}

} // namespace hardenctl
