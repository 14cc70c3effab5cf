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

constexpr std::string_view usual_group = "@system-service";

/** Anybody may make these within limits, and programs do so now and then. */
constexpr std::array<std::string_view, 6> harmless_calls{
	"@chown", "ioprio_set", "prlimit64", "sched_setaffinity", "setpriority", "setrlimit"};

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

/** A word of a filter: a call, or a group that has it. */
bool is_in(const auto &words, std::string_view call, unsigned version)
{
	return std::ranges::any_of(words,
		[&](std::string_view word) { return word == call || covers(word, call, version); });
}

/** Of what was observed, the calls that the groups would deny and none of these words has. */
void add_seen_calls(const TightenCase &unit, std::vector<std::string_view> &words)
{
	const unsigned version = unit.sandbox.system().version();
	for (const Observation &observation : unit.observations) {
		const std::string_view call = observation.operation.call;
		const bool is_usual =
			covers(usual_group, call, version) && !is_in(wide_groups, call, version);
		if (covers("@known", call, version) && observation.operation.call_is_exact &&
			!is_usual && !is_in(words, call, version))
			words.push_back(call);
	}
}

/** What its powers are for, and what was seen. */
std::vector<std::string_view> calls_back(const TightenCase &unit)
{
	/* a trace shows the calls themselves */
	std::vector<std::string_view> words;
	if (!unit.was_traced)
		words = calls_of_powers(unit);
	if (unit.level == TightenLevel::Strict)
		words.insert(words.end(), harmless_calls.begin(), harmless_calls.end());
	add_seen_calls(unit, words);
	return words;
}

/** Calls that its programs name, whether or not they were made while it was looked at. */
void add_named_calls(const TightenCase &unit, std::vector<std::string_view> &words)
{
	const unsigned version = unit.sandbox.system().version();
	for (const ProgramSeen &program : unit.runtime.programs)
		for (const std::string &function : program.functions.names)
			if (covers("@known", function, version) && !is_in(words, function, version))
				words.push_back(function);
}

/** Of the words, those that have a call which the usual group lacks. */
std::vector<std::string_view> beyond_usual(
	const std::vector<std::string_view> &words, unsigned version)
{
	std::vector<std::string_view> out;
	for (const std::string_view word : words) {
		const SyscallGroup *group = find_syscall_group(word, version);
		const bool is_usual =
			group ? std::ranges::all_of(group->calls,
					[&](std::string_view call) {
						return covers(usual_group, call, version);
					})
			      : covers(usual_group, word, version);
		if (!is_usual)
			out.push_back(word);
	}
	return out;
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
		std::ranges::sort(out);
		out.erase(std::unique(out.begin(), out.end()), out.end());
		return out;
	}
};

/** A refused call that fails says so, and the rest goes on working. */
void add_error_number(const TightenCase &unit, Candidate &candidate)
{
	if (unit.sandbox.settings().value(Directive::SystemCallErrorNumber).empty())
		candidate.lines.emplace_back("SystemCallErrorNumber=EPERM");
}

Candidate allow_list(const TightenCase &unit, bool reset)
{
	const bool is_strict = unit.level == TightenLevel::Strict;
	Candidate candidate{.directive = Directive::SystemCallFilter,
		.level = is_strict ? TightenLevel::Strict : usual_level(unit.kind),
		.reason = "the calls that services usually make; others fail with EPERM"};
	if (reset)
		candidate.lines.emplace_back("SystemCallFilter=");
	candidate.lines.push_back(fmt::format("SystemCallFilter={}", usual_group));
	if (is_strict)
		candidate.lines.push_back(
			fmt::format("SystemCallFilter=~{}", fmt::join(wide_groups, " ")));
	for (const std::size_t index : unit.sandbox.settings().of(Directive::SystemCallFilter))
		if (const Setting &setting = unit.sandbox.settings()[index]; !setting.implied_by)
			candidate.lines.push_back("SystemCallFilter=" + setting.assignment.value);
	std::vector<std::string_view> back = calls_back(unit);
	if (!is_strict)
		add_named_calls(unit, back);
	/* programs that start as root change their root directory now and then */
	if (unit.kind.starts_privileged && std::ranges::find(back, "chroot") == back.end())
		back.emplace_back("chroot");
	if (!is_strict)
		back = beyond_usual(back, unit.sandbox.system().version());
	if (!back.empty())
		candidate.reason =
			"the calls that services usually make, and what its programs may "
			"call besides; others fail with EPERM";
	add_back(candidate, back);
	add_error_number(unit, candidate);
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
		.reason = "few services call these; others fail with EPERM"};
	candidate.lines.push_back(fmt::format("SystemCallFilter=~{}", fmt::join(groups, " ")));
	std::vector<std::string_view> back = listed.within(calls_back(unit));
	std::erase_if(back, [&](std::string_view call) {
		return !is_in(groups, call, unit.sandbox.system().version());
	});
	add_back(candidate, back);
	add_error_number(unit, candidate);
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
			.level = TightenLevel::Safe,
			.reason =
				"these calls need capabilities that no process of it can get, and "
				"answer EPERM already",
		});
	out.push_back(allow_list(unit, harmless || unit.sandbox.filter().is_active()));
}

} // namespace hardenctl
