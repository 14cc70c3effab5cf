// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/syscall-filter.hh"

#include "base/text.hh"
#include "directives/syscall-groups.hh"
#include "sandbox/names.hh"
#include "unit/words.hh"

#include <algorithm>
#include <csignal>

namespace hardenctl {

namespace {

constexpr Answer killed{.error_number = 0, .signal = SIGSYS};

/** "EPERM", "1", "kill": of SystemCallErrorNumber= and of ":errno" suffixes. */
Answer parse_answer(std::string_view text)
{
	if (text.empty() || text == "kill")
		return killed;
	if (const auto number = find_errno(text))
		return {.error_number = *number, .signal = 0};
	return {.error_number = parse_number<int>(text).value_or(0), .signal = 0};
}

/** write(2) always passes since 256: the executor reports to the manager with it. */
constexpr unsigned write_passes_since = 256;

} // namespace

SyscallFilter::SyscallFilter(const Settings &settings, const System &system)
	: default_answer_(parse_answer(settings.value(Directive::SystemCallErrorNumber)))
{
	/* what other directives imply is a filter of its own: builtin-filters.cc */
	for (const std::size_t index : settings.of(Directive::SystemCallFilter))
		if (!settings[index].implied_by)
			apply(index, settings[index].assignment.value, system.systemd_version);
	if (is_active() && system.systemd_version >= write_passes_since) {
		denied_.erase("write");
		allowed_.insert("write");
	}
}

void SyscallFilter::apply(std::size_t setting, std::string_view value, unsigned systemd_version)
{
	value = strip(value);
	const bool invert = value.starts_with('~');
	if (invert)
		value.remove_prefix(1);
	const auto words = split_words(value);
	if (!words || words->empty())
		return;

	if (!allow_list_) {
		allow_list_ = !invert;
		mode_setting_ = setting;
		if (!invert)
			apply_word(setting, "@default", false, systemd_version);
	}
	for (const std::string &word : *words)
		apply_word(setting, word, invert, systemd_version);
}

void SyscallFilter::apply_word(
	std::size_t setting, std::string_view word, bool invert, unsigned version)
{
	const auto colon = word.find(':');
	const std::string_view name = word.substr(0, colon);
	std::optional<Answer> answer;
	if (colon != word.npos)
		answer = parse_answer(word.substr(colon + 1));

	if (name.starts_with('@')) {
		const SyscallGroup *group = find_syscall_group(name, version);
		if (!group)
			return;
		const std::string suffix{colon == word.npos ? "" : word.substr(colon)};
		for (const std::string_view call : group->calls)
			apply_word(setting, std::string{call} + suffix, invert, version);
		return;
	}

	if (invert) {
		denied_.insert_or_assign(std::string{name}, Rule{setting, answer});
		allowed_.erase(std::string{name});
	} else {
		denied_.erase(std::string{name});
		if (is_allow_list())
			allowed_.emplace(name);
	}
}

std::optional<Refusal> SyscallFilter::refuses(std::string_view call) const
{
	if (!is_active())
		return std::nullopt;
	if (const auto rule = denied_.find(call); rule != denied_.end())
		return Refusal{
			.setting = rule->second.setting,
			.answer = rule->second.answer.value_or(default_answer_),
		};
	if (!is_allow_list() || allowed_.contains(call))
		return std::nullopt;
	return Refusal{.setting = mode_setting_, .answer = default_answer_};
}

} // namespace hardenctl
