// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/bisect-words.hh"

#include "base/text.hh"
#include "knowledge/names.hh"
#include "sandbox/capability-set.hh"
#include "trial/repair-search.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

namespace {

/** Against the 1 of all others. */
constexpr double common_weight = 20;

/**
 * What common programs work with: the capabilities that containers have by default (Docker's
 * manual, "Runtime privilege and Linux capabilities"), and the families of libc's resolver.
 */
constexpr std::string_view common[]{"AF_INET", "AF_INET6", "AF_NETLINK", "AF_UNIX",
	"CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL",
	"CAP_MKNOD", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SETFCAP", "CAP_SETGID",
	"CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT"};
static_assert(std::ranges::is_sorted(common));

using Words = std::vector<std::string>;

Words missing_capabilities(const UnitConfig &config, const System &system)
{
	const std::uint64_t bounding = CapabilitySet{Settings{config, system}}.bounding();
	Words words;
	for (unsigned capability = 0; capability < capability_count; capability++)
		if (!(bounding >> capability & 1))
			words.emplace_back(capability_name(capability));
	return words;
}

/** Of a deny-list: what it takes away. An allow-list leaves out too much to be searched. */
Words denied_calls(std::string_view value, const System &system)
{
	Words words;
	for (const std::string_view word : split_blanks(value.substr(1))) {
		const std::string_view name = word.substr(0, word.find(':'));
		if (const SyscallGroup *group = system.find_group(name))
			words.insert(words.end(), group->calls.begin(), group->calls.end());
		else if (!name.starts_with('@'))
			words.emplace_back(name);
	}
	std::ranges::sort(words);
	words.erase(std::unique(words.begin(), words.end()), words.end());
	return words;
}

Words denied_families(std::string_view value)
{
	Words words;
	if (value.starts_with('~')) {
		for (const std::string_view word : split_blanks(value.substr(1)))
			words.emplace_back(word);
		return words;
	}
	const auto allowed = split_blanks(value);
	for (int family = 1; !family_name(family).empty(); family++)
		if (std::ranges::find(allowed, family_name(family)) == allowed.end())
			words.emplace_back(family_name(family));
	return words;
}

Words words_for(const std::vector<std::string> &places)
{
	Words words;
	for (const std::string &place : places)
		words.push_back(quote_word("-" + place));
	return words;
}

Words words_of(const UnitConfig &config, const System &system, const BisectItem &item,
	const std::vector<std::string> &places)
{
	const std::string &value = config.assignments[item.assignments[0]].value;
	const DirectiveRecord &directive = record(item.directive);
	if (directive.holds == Holds::Capability)
		return missing_capabilities(config, system);
	if (directive.type == ValueType::SystemCallList)
		return value.starts_with('~') ? denied_calls(value, system) : Words{};
	if (directive.holds == Holds::AddressFamily)
		return item.assignments.size() == 1 ? denied_families(value) : Words{};
	return directive.writable_by ? words_for(places) : Words{};
}

/** Does an edit of the finding give it by name? */
bool gives(const Finding &finding, Directive directive, const std::string &word)
{
	const std::string key = fmt::format("{}=", name(directive));
	return std::ranges::any_of(finding.edits, [&](const Edit &edit) {
		return edit.scope != Scope::Off &&
		       std::ranges::any_of(edit.lines, [&](std::string_view line) {
			       if (!line.starts_with(key))
				       return false;
			       const auto words = split_blanks(line.substr(key.size()));
			       return std::ranges::find(words, word) != words.end();
		       });
	});
}

} // namespace

std::vector<Hint> MissingWords::hints_of(const Diagnosis &diagnosis) const
{
	std::vector<Hint> hints;
	for (const Finding &finding : diagnosis.findings)
		for (std::size_t i = 0; i < words.size(); i++)
			if (finding.confidence >= sure_from && gives(finding, directive, words[i]))
				hints.push_back({i, finding_weight * finding.confidence});
	return hints;
}

Edit MissingWords::edit(const std::vector<std::size_t> &chosen) const
{
	Words given;
	for (const std::size_t index : chosen)
		given.push_back(words[index]);
	return Edit{
		.scope = Scope::Narrowest,
		.lines = {fmt::format("{}={}", name(directive), fmt::join(given, " "))},
		.why = "found by trial: it does not work with one of them less",
	};
}

MissingWords missing_words(const UnitConfig &config, const System &system, const BisectItem &item,
	const TrialEvidence &evidence)
{
	MissingWords missing{
		.directive = record(item.directive).writable_by.value_or(item.directive),
		.words = words_of(config, system, item, evidence.places)};
	for (const std::string &word : missing.words) {
		double weight = std::ranges::binary_search(common, word) ? common_weight : 1;
		for (const auto *findings : {&evidence.told, &evidence.foreseen})
			for (const Finding &finding : *findings)
				if (gives(finding, missing.directive, word))
					weight = std::max(
						weight, finding_weight * finding.confidence);
		missing.weights.push_back(weight);
	}
	return missing;
}

} // namespace hardenctl
