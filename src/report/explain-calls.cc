// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/names.hh"
#include "report/explain-entries.hh"
#include "report/explain-rows.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

/** "only a, b; not c", seen from the version that is shown. */
static std::string difference_in_words(const GroupDifference &difference)
{
	if (difference.missing)
		return fmt::format("systemd {} does not have it", difference.version);
	std::string out;
	if (!difference.added.empty())
		out = fmt::format("also {}", joined(difference.added));
	if (!difference.removed.empty())
		out += fmt::format("{}not {}", out.empty() ? "" : "; ", joined(difference.removed));
	return fmt::format("systemd {}: {}", difference.version, out);
}

static ExplainItems differences_of(const GroupEntry &entry)
{
	ExplainItems items;
	for (const GroupDifference &difference : entry.differences)
		items.push_back({.text = difference_in_words(difference)});
	return items;
}

/** Those that are not in a nested group: what the group adds itself. */
static std::string own_members(const GroupEntry &entry)
{
	std::vector<std::string_view> own;
	for (const std::string_view call : entry.group->calls) {
		const bool nested =
			std::ranges::any_of(entry.nested, [&](const SyscallGroup *group) {
				return std::ranges::binary_search(group->calls, call);
			});
		if (!nested)
			own.push_back(call);
	}
	return joined(own);
}

/** What a filter's refusal leaves behind. */
static ExplainItems traces_of(const std::string &number)
{
	return {{.text = fmt::format("kernel: audit: type=1326 ... sig=31 ... syscall={}", number),
			.ink = Ink::Yellow},
		{.text = "systemd[1]: UNIT: Main process exited, code=killed, status=31/SYS",
			.ink = Ink::Yellow},
		{.text = "with an errno instead: only the program's own message, such as "
			 "\"Operation not permitted\""}};
}

/** The line by itself would be an allow-list of nothing else. */
static ExplainItems allowing(std::string_view word)
{
	return {{.text = fmt::format("SystemCallFilter={}", word), .ink = Ink::Bold},
		{.text = "only if the unit has a filter already; otherwise this line would allow "
			 "nothing else",
			.indent = 2}};
}

std::string explain_entry(
	const GroupEntry &entry, const Explanation &context, const ReportStyle &style)
{
	const SyscallGroup &group = *entry.group;
	std::string out = explain_title(style, group.name,
		fmt::format("group of {} system calls, as systemd {} has it", group.calls.size(),
			entry.version));
	out += explain_summary(style, group.description) + '\n';
	out += explain_item(style, "groups in it", joined(group.nested));
	out += explain_item(
		style, group.nested.empty() ? "calls" : "other calls", own_members(entry));
	out += explain_item(style, "is part of", joined(entry.containers));
	out += explain_items(style, "differs in", differences_of(entry));
	out += explain_item(style, "denied by", directive_names(entry.denied_by));
	out += explain_items(style, "in the log", traces_of("NUMBER"));
	out += explain_items(style, "allow", allowing(group.name));
	out += explain_item(style, "deny", fmt::format("SystemCallFilter=~{}", group.name));
	const unsigned installed = context.systemd_version;
	if (installed != 0 && installed != entry.version)
		out += explain_item(style, "note",
			fmt::format("systemd {} is here; {} is the nearest that is known. "
				    "`systemd-analyze syscall-filter {}` shows its own.",
				installed, entry.version, group.name));
	out += explain_item(style, "see also", "systemd.exec(5), SystemCallFilter=");
	return out;
}

static std::string answer_in_words(const Cause &cause)
{
	const std::string answer = cause.answer.signal != 0 ? signal_name(cause.answer.signal)
							    : errno_name(cause.answer.error_number);
	return fmt::format("{}{}", answer, cause.sometimes ? ", depending on the arguments" : "");
}

static ExplainItems causes_of(const SystemCallEntry &entry)
{
	ExplainItems items;
	for (const Cause &cause : entry.denied_by)
		items.push_back({.text = fmt::format("{}={}: {}", name(cause.directive),
					 cause.value, answer_in_words(cause))});
	items.push_back({.text = "SystemCallFilter=, if it does not allow it: SIGSYS, or what "
				 "SystemCallErrorNumber= says"});
	return items;
}

/** Versions with the same groups share a line. */
static ExplainItems groups_of(const SystemCallEntry &entry)
{
	ExplainItems items;
	std::string versions;
	for (std::size_t i = 0; i < entry.groups.size(); ++i) {
		versions += fmt::format(
			"{}{}", versions.empty() ? "systemd " : ", ", entry.groups[i].version);
		if (i + 1 < entry.groups.size() &&
			entry.groups[i].groups == entry.groups[i + 1].groups)
			continue;
		const std::string groups = joined(entry.groups[i].groups);
		items.push_back({.text = fmt::format("{}: {}", versions,
					 groups.empty() ? "none: only by its own name" : groups)});
		versions.clear();
	}
	return items;
}

static std::string privilege_of(const SystemCallEntry &entry)
{
	const PrivilegedCall *row = entry.privilege;
	if (row == nullptr)
		return {};
	return fmt::format("{}, {}; without it {}", capability_name(row->capability),
		row->likelihood < 1 ? "for some uses" : "always", errno_name(row->error_number));
}

std::string explain_entry(
	const SystemCallEntry &entry, const Explanation &, const ReportStyle &style)
{
	std::string out = explain_title(style, entry.call, "system call") + '\n';
	out += explain_items(style, "in groups", groups_of(entry));
	out += explain_items(style, "denied by", causes_of(entry));
	out += explain_items(style, "in the log",
		traces_of(entry.number ? std::to_string(*entry.number) : "NUMBER"));
	out += explain_item(style, "needs", privilege_of(entry));
	out += explain_items(style, "allow", allowing(entry.call));
	out += explain_item(style, "see also",
		fmt::format("{}(2), systemd.exec(5), SystemCallFilter=", entry.call));
	return out;
}

} // namespace hardenctl
