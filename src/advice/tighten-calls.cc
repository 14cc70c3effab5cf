// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/tighten-rules.hh"

#include "knowledge/syscall-groups.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/capability.h>

namespace hardenctl {

namespace {

/** Groups that systemd-analyze security counts; what they hold, few services call. */
constexpr std::array<std::string_view, 9> unusual_groups{"@clock", "@cpu-emulation", "@debug",
	"@module", "@mount", "@obsolete", "@raw-io", "@reboot", "@swap"};

/** Within @system-service; counted as well. */
constexpr std::array<std::string_view, 2> wide_groups{"@privileged", "@resources"};

/** Calls of these the kernel refuses anyway, each with EPERM, to who lacks a capability. */
constexpr std::array<std::string_view, 4> privileged_groups{
	"@module", "@raw-io", "@reboot", "@swap"};

/** What belongs to a capability that is used or kept on purpose. */
struct PowerRow {
	unsigned capability;
	std::string_view calls;
};

constexpr PowerRow powers[]{
	{CAP_CHOWN, "@chown"},
	{CAP_SETUID, "@setuid"},
	{CAP_SYS_ADMIN, "@mount"},
	{CAP_SYS_BOOT, "@reboot"},
	{CAP_SYS_CHROOT, "chroot"},
	{CAP_SYS_MODULE, "@module"},
	{CAP_SYS_NICE, "@resources"},
	{CAP_SYS_RAWIO, "@raw-io"},
	{CAP_SYS_TIME, "@clock"},
};

std::vector<std::string_view> calls_of_powers(const TightenCase &unit)
{
	const std::uint64_t seen = capabilities_seen(unit);
	std::vector<std::string_view> calls;
	for (const PowerRow &row : powers)
		if (seen >> row.capability & 1)
			calls.push_back(row.calls);
	return calls;
}

bool covers(std::string_view group_name, std::string_view call, unsigned version)
{
	const SyscallGroup *group = find_syscall_group(group_name, version);
	return group && std::ranges::binary_search(group->calls, call);
}

/** Of what was observed, the calls that the groups would deny and none of these words has. */
void add_seen_calls(const TightenCase &unit, std::vector<std::string_view> &words)
{
	const unsigned version = unit.sandbox.system().version();
	const auto is_in = [&](const auto &groups, std::string_view call) {
		return std::ranges::any_of(groups, [&](std::string_view group) {
			return group == call || covers(group, call, version);
		});
	};
	for (const Observation &observation : unit.observations) {
		const std::string_view call = observation.operation.call;
		if ((is_in(unusual_groups, call) || is_in(wide_groups, call)) &&
			!is_in(words, call))
			words.push_back(call);
	}
}

/** What its powers are for, and what was seen. */
std::vector<std::string_view> calls_back(const TightenCase &unit)
{
	std::vector<std::string_view> words = calls_of_powers(unit);
	add_seen_calls(unit, words);
	return words;
}

void add_back(Candidate &candidate, const std::vector<std::string_view> &words)
{
	if (!words.empty())
		candidate.lines.push_back(
			fmt::format("SystemCallFilter={}", fmt::join(words, " ")));
}

/** What the unit's own list of allowed calls has. */
class ListedCalls {
	const std::vector<std::string_view> calls_;
	const unsigned version_;

	bool has(std::string_view call) const { return std::ranges::binary_search(calls_, call); }

public:
	explicit ListedCalls(const TightenCase &unit)
		: calls_(unit.sandbox.filter().listed_calls()),
		  version_(unit.sandbox.system().version())
	{
	}

	bool has_any_of(std::string_view group_name) const
	{
		const SyscallGroup *group = find_syscall_group(group_name, version_);
		return group && std::ranges::any_of(group->calls,
					[&](std::string_view call) { return has(call); });
	}

	/** Of calls and groups, only what the list has: it must not grow. */
	std::vector<std::string_view> within(const std::vector<std::string_view> &words) const
	{
		std::vector<std::string_view> out;
		for (const std::string_view word : words) {
			const SyscallGroup *group = find_syscall_group(word, version_);
			if (!group && has(word))
				out.push_back(word);
			if (group)
				std::ranges::copy_if(group->calls, std::back_inserter(out),
					[&](std::string_view call) { return has(call); });
		}
		return out;
	}
};

Candidate allow_list(const TightenCase &unit, bool reset)
{
	Candidate candidate{.directive = Directive::SystemCallFilter,
		.reason = "the calls that services usually make; what a program calls for a moment "
			  "does not show"};
	if (reset)
		candidate.lines.emplace_back("SystemCallFilter=");
	candidate.lines.emplace_back("SystemCallFilter=@system-service");
	candidate.lines.push_back(fmt::format("SystemCallFilter=~{}", fmt::join(wide_groups, " ")));
	for (const std::size_t index : unit.sandbox.settings().of(Directive::SystemCallFilter))
		if (const Setting &setting = unit.sandbox.settings()[index]; !setting.implied_by)
			candidate.lines.push_back("SystemCallFilter=" + setting.assignment.value);
	add_back(candidate, calls_back(unit));
	return candidate;
}

} // namespace

/** From a list of what is allowed, what few services call and systemd-analyze counts. */
static void propose_shorter_list(const TightenCase &unit, std::vector<Candidate> &out)
{
	const ListedCalls listed{unit};
	std::vector<std::string_view> groups;
	for (const std::string_view group : unusual_groups)
		if (listed.has_any_of(group))
			groups.push_back(group);
	for (const std::string_view group : wide_groups)
		if (listed.has_any_of(group))
			groups.push_back(group);
	if (groups.empty())
		return;
	Candidate candidate{.directive = Directive::SystemCallFilter,
		.reason = "few services call these; what a program calls for a moment does not "
			  "show"};
	candidate.lines.push_back(fmt::format("SystemCallFilter=~{}", fmt::join(groups, " ")));
	add_back(candidate, listed.within(calls_back(unit)));
	out.push_back(std::move(candidate));
}

void propose_system_calls(const TightenCase &unit, std::vector<Candidate> &out)
{
	if (unit.sandbox.filter().is_allow_list())
		return propose_shorter_list(unit, out);
	const bool harmless = is_without_privileges(unit);
	if (harmless)
		out.push_back({
			.directive = Directive::SystemCallFilter,
			.lines = {fmt::format("SystemCallFilter=~{}:EPERM",
				fmt::join(privileged_groups, ":EPERM "))},
			.support = Support::Harmless,
			.reason =
				"these calls need capabilities that no process of it can get, and "
				"answer EPERM already",
		});
	out.push_back(allow_list(unit, harmless || unit.sandbox.filter().is_active()));
}

} // namespace hardenctl
