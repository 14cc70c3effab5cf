// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"
#include "explain/lookup-facts.hh"
#include "knowledge/names.hh"

#include <algorithm>
#include <csignal>
#include <cstring>

/** Names and descriptions of checks of systemd-analyze security, and texts of errors. */
namespace hardenctl {

namespace {

/** "SYS_(NICE|RESOURCE)" is SYS_NICE and SYS_RESOURCE. */
std::vector<std::string> alternatives_of(std::string_view pattern)
{
	const auto open = pattern.find('(');
	const auto close = pattern.find(')', open);
	if (open == pattern.npos || close == pattern.npos)
		return {std::string{pattern}};
	std::vector<std::string> out;
	for (const std::string_view part : split(pattern.substr(open + 1, close - open - 1), '|'))
		out.push_back(std::string{pattern.substr(0, open)}.append(part).append(
			pattern.substr(close + 1)));
	return out;
}

void add_word(std::vector<LookupEntry> &entries, std::string_view word, const System &system)
{
	const auto star = word.find('*');
	if (star == word.npos) {
		if (auto entry = look_up_name(word, system);
			entry && !std::holds_alternative<DirectiveEntry>(*entry))
			entries.push_back(std::move(*entry));
		return;
	}
	for (unsigned capability = 0; capability < capability_count; capability++)
		if (capability_name(capability).starts_with(word.substr(0, star)))
			entries.emplace_back(capability_entry(capability, system));
}

bool names_words(const DirectiveRecord &directive) noexcept
{
	return directive.type == ValueType::SystemCallList ||
	       directive.holds == Holds::Capability || directive.holds == Holds::AddressFamily;
}

/** The words that are taken away, then the directive. */
std::vector<LookupEntry> entries_of(
	Directive directive, std::span<const std::string> words, const System &system)
{
	std::vector<LookupEntry> entries;
	DirectiveEntry entry = directive_entry(directive);
	for (const std::string &word : words) {
		if (names_words(record(directive)))
			add_word(entries, word, system);
		else
			entry.value = word;
	}
	entries.emplace_back(std::move(entry));
	return entries;
}

std::vector<std::string> words_of(std::string_view text)
{
	const auto words = split_blanks(text);
	return {words.begin(), words.end()};
}

/** "RestrictNamespaces_cgroup", as its JSON has it. */
std::vector<LookupEntry> named_check(std::string_view name, const System &system)
{
	std::vector<LookupEntry> entries;
	for (const DirectiveRecord &directive : directive_records())
		for (const ExposureRecord &row : directive.exposure)
			if (row.json_field == name && name != directive.name)
				for (LookupEntry &entry :
					entries_of(directive.id, words_of(row.of), system))
					entries.push_back(std::move(entry));
	return entries;
}

/** "User=/DynamicUser=" */
std::vector<LookupEntry> several_directives(std::string_view name)
{
	std::vector<LookupEntry> entries;
	for (std::string_view rest = name; !rest.empty();) {
		const auto equals = rest.find('=');
		const auto directive = find_directive(rest.substr(0, equals));
		if (!directive)
			return {};
		entries.emplace_back(directive_entry(*directive));
		rest.remove_prefix(std::min(rest.size(), equals + 2));
	}
	return entries;
}

template <typename Text> std::optional<int> find_text(std::string_view text, int last, Text text_of)
{
	for (int number = 1; number <= last; number++)
		if (const char *candidate = text_of(number);
			candidate != nullptr && equal_ignoring_case(candidate, text))
			return number;
	return std::nullopt;
}

/** Without the quotes and the full stop of a sentence. */
std::string_view bare(std::string_view text) noexcept
{
	constexpr std::string_view around = "\"'`.:;, ";
	const auto begin = text.find_first_not_of(around);
	const auto end = text.find_last_not_of(around);
	return begin == text.npos ? std::string_view{} : text.substr(begin, end - begin + 1);
}

} // namespace

std::vector<LookupEntry> look_up_check(std::string_view name, const System &system)
{
	if (name.starts_with("~@"))
		name.remove_prefix(1);
	if (name.starts_with('@')) {
		auto entry = look_up_name(name, system);
		return entry ? std::vector{std::move(*entry)} : std::vector<LookupEntry>{};
	}
	if (name.ends_with('=') && name.find("=/") != name.npos)
		return several_directives(name);
	const auto tilde = name.find("=~");
	if (tilde == name.npos)
		return named_check(name, system);
	const auto directive = find_directive(name.substr(0, tilde));
	if (!directive)
		return {};
	std::vector<std::string> words;
	for (const std::string &word : words_of(name.substr(tilde + 2)))
		for (std::string &alternative : alternatives_of(word))
			words.push_back(std::move(alternative));
	return entries_of(*directive, words, system);
}

std::optional<int> find_errno_text(std::string_view text)
{
	static constexpr int last_errno = 133;
	return find_text(bare(text), last_errno, strerrordesc_np);
}

std::optional<int> find_signal_text(std::string_view text)
{
	constexpr std::string_view dumped = " (core dumped)";
	text = bare(text);
	if (text.ends_with(dumped))
		text.remove_suffix(dumped.size());
	return find_text(text, SIGSYS, sigdescr_np);
}

} // namespace hardenctl
