// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/misspelt.hh"

#include "base/text.hh"
#include "knowledge/names.hh"
#include "unit/words.hh"

#include <algorithm>
#include <string_view>

namespace hardenctl {

namespace {

using Names = std::vector<std::string_view>;

/** linux/socket.h of Linux 6.12: AF_MAX is 46. */
constexpr int family_count = 46;

/** Empty for a directive whose words are not from a fixed set. */
Names known_words(const DirectiveRecord &directive, const System &system)
{
	Names known;
	if (directive.type == ValueType::SystemCallList && directive.restricts) {
		for (const SyscallGroup &group : system.groups())
			known.push_back(group.name);
		if (const SyscallGroup *all = system.find_group("@known"))
			known.insert(known.end(), all->calls.begin(), all->calls.end());
	} else if (directive.holds == Holds::Capability) {
		for (unsigned i = 0; i < capability_count; i++)
			known.push_back(capability_name(i));
	} else if (directive.holds == Holds::AddressFamily) {
		for (int family = 0; family < family_count; family++)
			if (const auto name = family_name(family); !name.empty())
				known.push_back(name);
	}
	return known;
}

bool is_known(std::string_view word, const Names &known, const DirectiveRecord &directive)
{
	if (directive.holds == Holds::AddressFamily)
		return find_family(word) || word == "none";
	if (directive.type != ValueType::SystemCallList)
		return parse_capability(word).has_value() || word == "~";
	/* names of calls depend on libseccomp: one that is in no table is not called misspelt
	 * unless it begins like a group */
	return std::ranges::find(known, word) != known.end();
}

/** "AF_INET,AF_INET6" is two words, "@file-sytem" is near to one. */
std::string meant_by(std::string_view word, const Names &known, const DirectiveRecord &directive)
{
	std::string meant;
	for (const std::string_view part : split(word, ',')) {
		const auto near = is_known(part, known, directive) ? std::optional{part}
								   : did_you_mean(part, known);
		if (!near)
			return {};
		meant += meant.empty() ? "" : " ";
		meant += *near;
	}
	return meant;
}

} // namespace

std::vector<MisspeltWord> misspelt_words(
	const UnitConfig &config, Directive directive, const System &system)
{
	std::vector<MisspeltWord> out;
	const Names known = known_words(record(directive), system);
	if (known.empty())
		return out;
	for (const Assignment &assignment : config.assignments) {
		if (assignment.directive != directive || assignment.value.starts_with('~'))
			continue;
		for (const std::string &text :
			split_words(assignment.value).value_or(std::vector<std::string>{})) {
			const std::string word = text.substr(0, text.find(':'));
			if (is_known(word, known, record(directive)))
				continue;
			const std::string meant = meant_by(word, known, record(directive));
			if (!meant.empty() || word.starts_with('@'))
				out.push_back({word, meant, assignment.origin});
		}
	}
	return out;
}

} // namespace hardenctl
