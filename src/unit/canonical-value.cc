// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/canonical-value.hh"

#include "base/number.hh"
#include "base/path.hh"
#include "base/text.hh"
#include "knowledge/names.hh"
#include "knowledge/syscall-groups.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <set>

namespace hardenctl {

namespace {

using LineSpan = std::span<const std::string>;
using WordSet = std::set<std::string>;

std::string joined(const WordSet &words)
{
	std::string text;
	for (const std::string &word : words)
		text += word + '\n';
	return text;
}

std::vector<std::string> words_of(std::string_view line)
{
	return split_words(line).value_or(std::vector{std::string{line}});
}

/** Booleans in one spelling; a default in words ("automatic") is none. */
std::string canonical_switch(const DirectiveRecord &directive, LineSpan lines)
{
	const std::string_view value =
		lines.empty() || lines.back().empty() ? directive.default_value : lines.back();
	if (const auto boolean = parse_boolean(value))
		return *boolean ? "yes" : "no";
	return directive.type == ValueType::Boolean ? "no" : std::string{value};
}

/** Of sizes and plain numbers. */
std::optional<std::uint64_t> parse_amount(std::string_view text) noexcept
{
	return text == "infinity" ? ~std::uint64_t{0} : parse_size(text);
}

std::optional<std::string> canonical_number(const DirectiveRecord &directive, LineSpan lines)
{
	const auto number = parse_amount(
		lines.empty() ? directive.default_value : std::string_view{lines.back()});
	if (lines.empty() && !number)
		return "";
	return number ? std::optional{fmt::format("{}", *number)} : std::nullopt;
}

/** SOFT:HARD; one value stands for both. */
std::optional<std::string> canonical_limit(LineSpan lines)
{
	if (lines.empty())
		return "";
	const std::string_view line = lines.back();
	const auto colon = line.find(':');
	const auto soft = parse_amount(line.substr(0, colon));
	const auto hard = colon == line.npos ? soft : parse_amount(line.substr(colon + 1));
	return soft && hard ? std::optional{fmt::format("{}:{}", *soft, *hard)} : std::nullopt;
}

/** Options that say what is the case without them. */
std::string bind_word(std::string word)
{
	for (const std::string_view plain : {":rbind", ":"})
		if (word.ends_with(plain))
			word.resize(word.size() - plain.size());
	const auto colon = word.find(':');
	const std::string source = word.substr(word.starts_with('-'), colon);
	if (colon != word.npos && word.substr(colon + 1) == source.substr(0, colon))
		word.resize(colon);
	return word;
}

std::string canonical_words(const DirectiveRecord &directive, LineSpan lines)
{
	WordSet set;
	for (const std::string &line : lines) {
		if (line.empty())
			set.clear();
		for (std::string &word : words_of(line))
			set.insert(directive.type == ValueType::BindList ? bind_word(word)
				   : word.find('/') == word.npos         ? word
									 : simplify_path(word));
	}
	return joined(set);
}

std::uint64_t capability_bits(std::string_view line)
{
	std::uint64_t bits = 0;
	for (const std::string &word : words_of(line))
		if (const auto capability = parse_capability(word))
			bits |= std::uint64_t{1} << *capability;
	return bits;
}

std::string canonical_capabilities(LineSpan lines, std::uint64_t initial)
{
	std::uint64_t set = initial;
	for (const std::string &line : lines) {
		const bool inverted = line.starts_with('~');
		const std::uint64_t named =
			capability_bits(std::string_view{line}.substr(inverted));
		if (named == 0 || set == initial)
			set = inverted ? all_capabilities & ~named : named;
		else
			set = inverted ? set & ~named : set | named;
	}
	return fmt::format("{:x}", set & all_capabilities);
}

/** What is allowed; all if nothing was said. */
std::string canonical_namespaces(LineSpan lines)
{
	WordSet all;
	for (const NamespaceKind &kind : namespace_kinds)
		if (kind.since == 0)
			all.emplace(kind.name);
	std::optional<WordSet> allowed;
	for (const std::string &line : lines) {
		if (const auto boolean = parse_boolean(line)) {
			allowed = *boolean ? std::optional{WordSet{}} : std::nullopt;
			continue;
		}
		const bool inverted = line.starts_with('~');
		if (!allowed)
			allowed = inverted ? all : WordSet{};
		for (const std::string &word : words_of(line.substr(inverted)))
			if (inverted)
				allowed->erase(word);
			else
				allowed->insert(word);
	}
	return joined(allowed.value_or(all));
}

/** A list that allows or denies, as its first line says; the others add or take away. */
class Filter {
	std::optional<bool> allows_;
	WordSet words_;

public:
	void add(bool allows, const std::vector<std::string> &words)
	{
		if (!allows_)
			allows_ = allows;
		for (const std::string &word : words)
			if (allows == *allows_)
				words_.insert(word);
			else
				words_.erase(word);
	}
	void reset()
	{
		allows_.reset();
		words_.clear();
	}
	bool allows() const noexcept { return allows_.value_or(false); }

	std::string text() const
	{
		return allows_ ? (*allows_ ? "+\n" : "~\n") + joined(words_) : "";
	}
};

/** Groups become their calls; an errno behind them is each call's. */
std::vector<std::string> expand_calls(const std::vector<std::string> &words, unsigned version)
{
	std::vector<std::string> calls;
	for (const std::string &word : words) {
		const auto colon = std::min(word.find(':'), word.size());
		const auto *group = find_syscall_group(word.substr(0, colon), version);
		if (!group)
			calls.push_back(word);
		else
			for (const std::string_view call : group->calls)
				calls.push_back(std::string{call} + word.substr(colon));
	}
	return calls;
}

std::string canonical_filter(const DirectiveRecord &directive, LineSpan lines, unsigned version)
{
	Filter filter;
	const bool has_calls = directive.type == ValueType::SystemCallList;
	for (const std::string &line : lines) {
		if (line.empty()) {
			filter.reset();
		} else if (line == "none") {
			filter.reset();
			filter.add(true, {});
		} else {
			const bool inverted = line.starts_with('~');
			const auto words = words_of(line.substr(inverted));
			filter.add(!inverted, has_calls ? expand_calls(words, version) : words);
		}
	}
	// the manager puts them on every list that allows
	if (has_calls && directive.restricts && filter.allows())
		filter.add(true, expand_calls({"@default"}, version));
	return filter.text();
}

std::string canonical_invertible(const DirectiveRecord &directive, LineSpan lines, unsigned version)
{
	switch (directive.holds) {
	case Holds::Capability:
		return canonical_capabilities(lines, directive.restricts ? all_capabilities : 0);
	case Holds::Namespace:
		return canonical_namespaces(lines);
	default:
		return canonical_filter(directive, lines, version);
	}
}

/** An errno by name, whichever way it was written. */
std::string canonical_text(const DirectiveRecord &directive, LineSpan lines)
{
	const std::string text = lines.empty() ? "" : lines.back();
	if (directive.holds == Holds::Errno) {
		const auto number = parse_number<int>(text);
		return number ? errno_name(*number) : text == "kill" ? "" : text;
	}
	return directive.type == ValueType::Path ? simplify_path(text) : text;
}

} // namespace

std::optional<std::string> canonical_value(
	const DirectiveRecord &directive, LineSpan lines, unsigned systemd_version)
{
	if (directive.not_on_bus)
		return std::nullopt;
	switch (directive.type) {
	case ValueType::Boolean:
	case ValueType::Enum:
		return canonical_switch(directive, lines);
	case ValueType::String:
	case ValueType::Path:
		return canonical_text(directive, lines);
	case ValueType::PathList:
	case ValueType::BindList:
	case ValueType::List:
		return canonical_words(directive, lines);
	case ValueType::InvertibleList:
	case ValueType::SystemCallList:
		return canonical_invertible(directive, lines, systemd_version);
	case ValueType::Limit:
		return canonical_limit(lines);
	case ValueType::Number:
		return canonical_number(directive, lines);
	case ValueType::Mode:
		return fmt::format("{:o}",
			parse_number<unsigned>(lines.empty() ? directive.default_value
							     : std::string_view{lines.back()},
				8)
				.value_or(0));
	}
	return std::nullopt;
}

/** Lines of a canonical text: the kind of the list, and its calls. */
static WordSet lines_in(const std::string &text)
{
	const auto parts = split(text, '\n');
	return {parts.begin(), parts.end()};
}

/** libseccomp drops the calls that it does not know yet: new ones may be missing on a list. */
static bool is_old_call(const std::string &call)
{
	constexpr unsigned oldest = 252;
	return std::ranges::any_of(syscall_groups(oldest), [&](const SyscallGroup &group) {
		return std::ranges::binary_search(group.calls, call);
	});
}

/** The groups grow with systemd, and distributions carry new calls back: between two versions. */
static bool same_calls(const DirectiveRecord &directive, LineSpan a, LineSpan b, unsigned version)
{
	constexpr unsigned newest = ~0U;
	const auto set_of = [&](LineSpan lines, unsigned with) {
		return lines_in(canonical_filter(directive, lines, with));
	};
	const WordSet old_a = set_of(a, version), new_a = set_of(a, newest);
	const WordSet old_b = set_of(b, version), new_b = set_of(b, newest);
	if (old_a == old_b)
		return true;
	WordSet most = old_a, least;
	most.insert(new_a.begin(), new_a.end());
	std::ranges::set_intersection(old_a, new_a, std::inserter(least, least.end()));
	WordSet missing;
	std::ranges::set_difference(least, new_b, std::inserter(missing, missing.end()));
	return std::ranges::includes(most, old_b) && std::ranges::none_of(missing, is_old_call) &&
	       old_a.contains("+") == old_b.contains("+");
}

bool same_value(const DirectiveRecord &directive, LineSpan a, LineSpan b, unsigned systemd_version)
{
	if (directive.type == ValueType::SystemCallList)
		return same_calls(directive, a, b, systemd_version);
	const auto left = canonical_value(directive, a, systemd_version);
	const auto right = canonical_value(directive, b, systemd_version);
	return !left || !right || *left == *right;
}

} // namespace hardenctl
