// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/tighten-words.hh"

#include "advice/trace-coverage.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>
#include <vector>

namespace hardenctl {

std::string kind_in_words(const ServiceKind &kind)
{
	if (!kind.unforeseeable.empty())
		return fmt::format(
			"What it runs cannot be foreseen ({}), and all of it inherits its sandbox: "
			"lines are proposed at --level=strict only.",
			kind.unforeseeable);
	if (!kind.programs.empty())
		return fmt::format(
			"{}, which inherit its sandbox: NoNewPrivileges= and what brings it along "
			"are proposed at --level=strict only.",
			kind.programs);
	return {};
}

void add_notes(TightenAdvice &advice, const UnitConfig &config, const RuntimeFacts &runtime,
	std::span<const Recording> recordings)
{
	if (advice.processes == 0 && runtime.unreadable > 0)
		advice.notes.push_back(fmt::format(
			"It runs, but only root may look at its {} process{}: what is printed "
			"follows from its files alone.",
			runtime.unreadable, runtime.unreadable == 1 ? "" : "es"));
	else if (advice.processes == 0 && !recordings.empty())
		advice.notes.emplace_back("No process of it runs: what is printed follows from its "
					  "files and from what "
					  "was recorded.");
	else if (advice.processes == 0)
		advice.notes.emplace_back(
			"No process of it runs: what is printed follows from its files alone.");
	if (recordings.empty() && can_reload(config))
		advice.notes.emplace_back("A reload was not seen.");
	if (std::string missing = never_seen(config, recordings); !missing.empty())
		advice.notes.push_back(std::move(missing));
}

std::string beyond_in_words(const TightenAdvice &advice, TightenLevel level)
{
	std::vector<std::string> added;
	std::vector<std::string> tightened;
	std::set<Directive> there;
	for (const Candidate &candidate : advice.candidates)
		if (candidate.support != Support::Rejected)
			there.insert(candidate.directive);
	for (const Candidate &candidate : advice.beyond)
		if (candidate.level < level)
			there.insert(candidate.directive);
	std::set<Directive> named;
	for (const Candidate &candidate : advice.beyond)
		if (candidate.level == level && named.insert(candidate.directive).second)
			(there.contains(candidate.directive) ? tightened : added)
				.push_back(fmt::format("{}=", name(candidate.directive)));
	std::string words;
	if (!added.empty())
		words = fmt::format("adds {}", fmt::join(added, ", "));
	if (!tightened.empty())
		words += fmt::format(
			"{}tightens {}", words.empty() ? "" : "; it ", fmt::join(tightened, ", "));
	return words;
}

} // namespace hardenctl
