// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "explain/lookup.hh"

#include "base/text.hh"
#include "explain/lookup-facts.hh"
#include "knowledge/names.hh"

#include <algorithm>
#include <array>
#include <csignal>

namespace hardenctl {

namespace {

constexpr int first_exit_status = 200;
constexpr int last_exit_status = 246;
constexpr int last_signal = 31;
constexpr int last_errno = 133;
constexpr int last_family = 64;

enum class Spelling { Exact, AnyCase };

bool same(std::string_view a, std::string_view b, Spelling spelling) noexcept
{
	return spelling == Spelling::Exact ? a == b : equal_ignoring_case(a, b);
}

/** Current and old names; both without "=". */
std::optional<LookupEntry> find_directive_entry(std::string_view name, std::string_view value)
{
	for (const DirectiveRecord &directive : directive_records()) {
		const auto alias = std::ranges::find_if(directive.aliases,
			[name](std::string_view old) { return equal_ignoring_case(old, name); });
		const bool is_alias = alias != directive.aliases.end();
		if (!is_alias && !equal_ignoring_case(directive.name, name))
			continue;
		DirectiveEntry entry = directive_entry(directive.id);
		entry.alias = is_alias ? *alias : std::string_view{};
		entry.value = value;
		return entry;
	}
	return std::nullopt;
}

/** Those of newer versions, too, so that a group that is missing here can be explained. */
std::optional<LookupEntry> find_group_entry(std::string_view name, const System &system)
{
	if (!name.starts_with('@'))
		return std::nullopt;
	const std::string lower = to_lower(name);
	if (const SyscallGroup *group = system.find_group(lower))
		return group_entry(*group, system);
	for (const unsigned version : syscall_group_versions())
		if (const SyscallGroup *group = find_syscall_group(lower, version))
			return group_entry(*group, {.systemd_version = version});
	return std::nullopt;
}

/** "226", "226/NAMESPACE" and "NAMESPACE". */
std::optional<int> exit_status_of(std::string_view name, Spelling spelling)
{
	const auto slash = name.find('/');
	const std::string_view word = slash == name.npos ? name : name.substr(slash + 1);
	for (int status = first_exit_status; status <= last_exit_status; status++) {
		const std::string_view candidate = exit_status_name(status);
		const std::string number = std::to_string(status);
		if (candidate.empty() || (slash != name.npos && name.substr(0, slash) != number))
			continue;
		if (same(candidate, word, spelling) || name == number)
			return status;
	}
	return std::nullopt;
}

std::optional<int> errno_of(std::string_view name, Spelling spelling)
{
	for (int number = 1; number <= last_errno; number++)
		if (same(errno_name(number), name, spelling) && name.front() > '9')
			return number;
	return std::nullopt;
}

std::optional<unsigned> capability_of(std::string_view name, Spelling spelling)
{
	for (unsigned capability = 0; capability < capability_count; capability++) {
		const std::string_view candidate = capability_name(capability);
		if (same(candidate, name, spelling) || same(candidate.substr(4), name, spelling))
			return capability;
	}
	return std::nullopt;
}

/** "SIGSYS", and "31/SYS" as the manager writes it. */
std::optional<int> signal_of(std::string_view name, Spelling spelling)
{
	for (int signal = 1; signal <= last_signal; signal++) {
		const std::string candidate = signal_name(signal);
		if (!candidate.starts_with("SIG"))
			continue;
		if (same(candidate, name, spelling) ||
			same(std::to_string(signal) + '/' + candidate.substr(3), name, spelling))
			return signal;
	}
	return std::nullopt;
}

/** "chown", "chown()", "chown(2)". */
std::string_view without_parentheses(std::string_view name) noexcept
{
	const auto open = name.find('(');
	const bool is_one = open != 0 && open != name.npos && name.find(')') == name.size() - 1;
	return is_one ? name.substr(0, open) : name;
}

std::optional<LookupEntry> find_other_entry(
	std::string_view name, Spelling spelling, const System &system)
{
	const std::string cased = spelling == Spelling::Exact ? std::string{name} : to_upper(name);
	if (const auto status = exit_status_of(name, spelling))
		return exit_status_entry(*status);
	if (const auto number = errno_of(name, spelling))
		return errno_entry(*number);
	if (const auto capability = capability_of(name, spelling))
		return capability_entry(*capability, system);
	if (const auto family = find_family(cased))
		return family_entry(*family);
	const std::string call{without_parentheses(
		spelling == Spelling::Exact ? name : std::string_view{to_lower(name)})};
	if (is_system_call(call))
		return system_call_entry(call, system);
	if (const auto signal = signal_of(name, spelling))
		return signal_entry(*signal);
	return std::nullopt;
}

/** What may be typed, and how it is suggested. */
struct Candidate {
	std::string typed;
	std::string suggested;
};

void add_tables(std::vector<std::string> &names, const System &system)
{
	for (const SyscallGroup &group : system.groups())
		names.emplace_back(group.name);
	if (const SyscallGroup *known = system.find_group("@known"))
		names.insert(names.end(), known->calls.begin(), known->calls.end());
	for (int status = first_exit_status; status <= last_exit_status; status++)
		names.emplace_back(exit_status_name(status));
	for (int number = 1; number <= last_errno; number++)
		names.push_back(errno_name(number));
	for (int family = 1; family < last_family; family++)
		names.emplace_back(family_name(family));
	names.push_back(signal_name(SIGSYS));
	// numbers without a name
	std::erase_if(names, [](const std::string &name) {
		return name.empty() || (name.front() >= '0' && name.front() <= '9');
	});
}

/** Of several that are equally near, the first is taken. */
std::vector<Candidate> all_candidates(const System &system)
{
	std::vector<Candidate> candidates;
	const auto add = [&](std::string_view typed, std::string suggested) {
		candidates.push_back({std::string{typed}, std::move(suggested)});
	};
	for (const DirectiveRecord &directive : directive_records()) {
		add(directive.name, std::string{directive.name} + '=');
		for (const std::string_view alias : directive.aliases)
			add(alias, std::string{alias} + '=');
	}
	std::vector<std::string> names;
	add_tables(names, system);
	for (const std::string &name : names)
		add(name, name);
	for (unsigned capability = 0; capability < capability_count; capability++) {
		const std::string_view name = capability_name(capability);
		add(name, std::string{name});
		add(name.substr(4), std::string{name});
	}
	return candidates;
}

} // namespace

unsigned group_snapshot(const System &system)
{
	if (system.groups().data() != syscall_groups(system.version()).data())
		return system.version();
	const auto versions = syscall_group_versions();
	const auto newer = std::ranges::upper_bound(versions, system.version());
	return newer == versions.begin() ? *newer : *std::prev(newer);
}

std::optional<LookupEntry> look_up_name(std::string_view name, const System &system)
{
	name = strip(name);
	const auto equals = name.find('=');
	const std::string_view value =
		equals == name.npos ? std::string_view{} : name.substr(equals + 1);
	name = name.substr(0, equals);
	if (name.empty())
		return std::nullopt;
	if (auto entry = find_directive_entry(name, value); entry || equals != name.npos)
		return entry;
	if (name.starts_with('@'))
		return find_group_entry(name, system);
	auto entry = find_other_entry(name, Spelling::Exact, system);
	return entry ? entry : find_other_entry(name, Spelling::AnyCase, system);
}

std::optional<std::string> suggest_name(std::string_view name, const System &system)
{
	name = strip(name);
	const std::vector<Candidate> candidates = all_candidates(system);
	std::vector<std::string_view> typed;
	typed.reserve(candidates.size());
	for (const Candidate &candidate : candidates)
		typed.push_back(candidate.typed);
	const auto near = did_you_mean(name.substr(0, name.find('=')), typed);
	if (!near)
		return std::nullopt;
	return std::ranges::find(candidates, *near, &Candidate::typed)->suggested;
}

} // namespace hardenctl
