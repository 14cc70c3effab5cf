// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-complete-words.hh"

#include "knowledge/directive.hh"
#include "knowledge/names.hh"
#include "knowledge/syscall-groups.hh"

#include <cstring>
#include <fmt/format.h>
#include <limits>
#include <set>
#include <sys/socket.h>

namespace hardenctl {

static constexpr auto newest_systemd = std::numeric_limits<unsigned>::max();

/** systemd's own; unit/names.hh. */
static constexpr unsigned first_exit_status = 200;
static constexpr unsigned last_exit_status = 246;

Words directive_words()
{
	Words words;
	for (const DirectiveRecord &record : directive_records())
		words.push_back({std::string{record.name}, std::string{record.summary}});
	return words;
}

Words group_words()
{
	Words words;
	for (const SyscallGroup &group : syscall_groups(newest_systemd))
		words.push_back({std::string{group.name}, std::string{group.description}});
	return words;
}

Words call_words()
{
	std::set<std::string_view> calls;
	for (const SyscallGroup &group : syscall_groups(newest_systemd))
		calls.insert(group.calls.begin(), group.calls.end());
	Words words;
	for (const std::string_view call : calls)
		words.push_back({std::string{call}, "system call"});
	return words;
}

Words capability_words()
{
	Words words;
	for (unsigned capability = 0; capability < capability_count; ++capability)
		words.push_back({std::string{capability_name(capability)}, "capability"});
	return words;
}

Words family_words()
{
	Words words;
	for (int family = 1; family < AF_MAX; ++family)
		if (const auto name = family_name(family); !name.empty())
			words.push_back({std::string{name}, "address family"});
	return words;
}

Words exit_status_words()
{
	Words words;
	for (unsigned status = first_exit_status; status <= last_exit_status; ++status)
		if (const auto name = exit_status_name(static_cast<int>(status)); !name.empty()) {
			words.push_back(
				{fmt::format("{}", status), fmt::format("exit status {}", name)});
			words.push_back({std::string{name}, fmt::format("exit status {}", status)});
		}
	return words;
}

Words answer_words()
{
	std::set<std::string_view> answers;
	for (const DirectiveRecord &record : directive_records())
		for (const DenialRecord &denial : record.denies)
			if (!denial.answer.empty())
				answers.insert(denial.answer);
	Words words;
	for (const std::string_view answer : answers) {
		const auto number = find_errno(answer);
		words.push_back({std::string{answer}, number ? std::strerror(*number) : "signal"});
	}
	return words;
}

Words name_words(std::string_view typed)
{
	Words words = directive_words();
	const auto add = [&words](Words more) {
		for (Word &word : more)
			words.push_back(std::move(word));
	};
	add(group_words());
	if (typed.empty())
		return words;
	add(call_words());
	add(capability_words());
	add(family_words());
	add(exit_status_words());
	add(answer_words());
	return words;
}

} // namespace hardenctl
