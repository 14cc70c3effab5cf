// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/bisect-narrow.hh"

#include "advice/limits.hh"
#include "trial/repair-search.hh"

#include <algorithm>

namespace hardenctl {

namespace {

using Edits = std::vector<Edit>;

bool has(const Edits &edits, const Edit &edit)
{
	return std::ranges::find(edits, edit.lines, &Edit::lines) != edits.end();
}

/** All that is narrow in the findings on the item: what they say of anything else is left out. */
Edits all_narrow(const BisectItem &item, const std::vector<Finding> &told,
	const std::vector<Finding> &foreseen)
{
	Edits edits;
	for (const auto *findings : {&told, &foreseen})
		for (const Finding &finding : *findings)
			if (finding.directive == item.directive && !finding.edits.empty() &&
				finding.edits.front().scope == Scope::Narrowest &&
				!has_refused(finding.edits.front().openings) &&
				!has(edits, finding.edits.front()))
				edits.push_back(finding.edits.front());
	return edits;
}

/** The narrowest edit of each finding on the item; nothing if one of them has none. */
Edits narrowest_of_all(const BisectItem &item, const std::vector<Finding> &findings)
{
	Edits edits;
	for (const Finding &finding : findings) {
		if (finding.directive != item.directive)
			continue;
		if (finding.edits.empty() || finding.edits.front().scope == Scope::Off ||
			has_refused(finding.edits.front().openings))
			return {};
		if (!has(edits, finding.edits.front()))
			edits.push_back(finding.edits.front());
	}
	return edits;
}

/** What is open for writing in a process that works is needed; calls and the like may not be. */
bool is_path_rule(Directive directive) noexcept
{
	const auto mechanisms = record(directive).mechanisms;
	return std::ranges::find(mechanisms, Mechanism::Mounts) != mechanisms.end();
}

void add(std::vector<Edits> &all, Edits edits)
{
	const bool known = std::ranges::any_of(all, [&](const Edits &other) {
		return std::ranges::equal(other, edits, {}, &Edit::lines, &Edit::lines);
	});
	if (!edits.empty() && !known)
		all.push_back(std::move(edits));
}

} // namespace

std::vector<Edits> narrowings(const UnitConfig &config, const System &system,
	const BisectItem &item, const std::vector<Finding> &told,
	const std::vector<Finding> &foreseen)
{
	std::vector<Edits> all;
	if (is_path_rule(item.directive))
		add(all, all_narrow(item, told, foreseen));
	add(all, narrowest_of_all(item, told));
	add(all, narrowest_of_all(item, foreseen));
	for (const std::vector<Finding> *findings : {&told, &foreseen})
		for (Edit &edit : narrower_edits(config, system, item, *findings))
			if (!has_refused(edit.openings))
				add(all, {std::move(edit)});
	return all;
}

std::optional<Edits> extended(const Edits &edits, const BisectItem &item, const Diagnosis &after)
{
	for (const Finding &finding : after.findings) {
		if (finding.directive != item.directive || finding.confidence < sure_from ||
			finding.edits.empty())
			continue;
		const Edit &edit = finding.edits.front();
		if (edit.scope == Scope::Off || has_refused(edit.openings) || has(edits, edit))
			continue;
		Edits more = edits;
		more.push_back(edit);
		return more;
	}
	return std::nullopt;
}

} // namespace hardenctl
