// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/repair-search.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** Below this a trial is a waste of a restart. */
constexpr double worth_trying = 0.1;

/** So many calls of a list are opened one by one, then so many groups. */
constexpr long most_calls = 2;
constexpr long most_groups = 1;

/** The same directive refusing the same thing. */
std::string cause_of(const Finding &finding)
{
	const Operation &operation = finding.denial.operation;
	return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}", name(finding.directive),
		static_cast<int>(operation.kind), operation.call, operation.path,
		operation.capability.value_or(~0u), operation.family.value_or(-1),
		operation.port.value_or(0), operation.exit_status.value_or(0));
}

std::vector<const Finding *> repairable(const Diagnosis &diagnosis)
{
	std::vector<const Finding *> findings;
	for (const Finding &finding : diagnosis.findings)
		if (finding.confidence >= worth_trying && !finding.edits.empty())
			findings.push_back(&finding);
	return findings;
}

bool is_sure(const Finding &finding) noexcept
{
	return finding.confidence >= sure_from;
}

/** The narrowest edit of each finding that is sure, with another one in the place of one's own. */
std::vector<Edit> with_edit(
	const std::vector<const Finding *> &findings, const Finding &of, const Edit &edit)
{
	std::vector<Edit> edits;
	for (const Finding *finding : findings)
		if (finding == &of)
			edits.push_back(edit);
		else if (is_sure(*finding) && is_sure(of))
			edits.push_back(finding->edits.front());
	return edits;
}

bool same_lines(const std::vector<Edit> &a, const std::vector<Edit> &b)
{
	return std::ranges::equal(a, b, {}, &Edit::lines, &Edit::lines);
}

/** FailedUnit by suspect, from narrow to wide. */
std::vector<std::vector<Edit>> candidates_of(const Diagnosis &diagnosis)
{
	std::vector<std::vector<Edit>> candidates;
	const auto findings = repairable(diagnosis);
	for (const Finding *finding : findings)
		for (const Edit &edit : finding->edits) {
			auto edits = with_edit(findings, *finding, edit);
			if (std::ranges::none_of(candidates,
				    [&](const auto &known) { return same_lines(known, edits); }))
				candidates.push_back(std::move(edits));
		}
	return candidates;
}

} // namespace

RepairSearch::RepairSearch(const Diagnosis &first)
{
	add_step(first);
}

bool RepairSearch::add_step(const Diagnosis &diagnosis)
{
	auto candidates = candidates_of(diagnosis);
	if (candidates.empty())
		return false;
	for (const Finding *finding : repairable(diagnosis))
		if (is_sure(*finding) || finding == repairable(diagnosis).front())
			known_causes_.insert(cause_of(*finding));
	const Finding &best = *repairable(diagnosis).front();
	Step step{.candidates = std::move(candidates), .suspect = best.directive};
	begin_wider(step, best);
	steps_.push_back(std::move(step));
	return true;
}

/** A service makes a hundred calls or more: one by one, each takes a restart. */
void RepairSearch::begin_wider(Step &step, const Finding &finding) const
{
	if (record(finding.directive).type != ValueType::SystemCallList)
		return;
	const auto before = std::ranges::count(steps_, finding.directive, &Step::suspect);
	if (before < most_calls)
		return;
	std::size_t wider = 0;
	for (const Edit &edit : finding.edits) {
		if (edit.scope != Scope::Wider)
			continue;
		const auto found = std::ranges::find_if(step.candidates, [&](const Edits &edits) {
			return std::ranges::find(edits, edit.lines, &Edit::lines) != edits.end();
		});
		if (found == step.candidates.end())
			continue;
		wider = static_cast<std::size_t>(found - step.candidates.begin());
		if (before < most_calls + most_groups)
			break;
	}
	/* first, not alone: where nobody agrees to it, the narrow ones are left */
	const auto first = step.candidates.begin();
	const auto chosen = first + static_cast<std::ptrdiff_t>(wider);
	std::rotate(first, chosen, chosen + 1);
}

std::optional<std::vector<Edit>> RepairSearch::current() const
{
	if (steps_.empty())
		return std::nullopt;
	std::vector<Edit> edits;
	for (const Step &step : steps_)
		for (const Edit &edit : step.candidates[step.next])
			edits.push_back(edit);
	return edits;
}

bool RepairSearch::knows(const Diagnosis &diagnosis) const
{
	const auto findings = repairable(diagnosis);
	return findings.empty() || known_causes_.contains(cause_of(*findings.front()));
}

void RepairSearch::give_up_last()
{
	while (!steps_.empty() && ++steps_.back().next >= steps_.back().candidates.size())
		steps_.pop_back();
}

void RepairSearch::learn(const Diagnosis &after)
{
	if (!knows(after) && add_step(after))
		return;
	give_up_last();
}

bool has_sure_finding(const Diagnosis &diagnosis) noexcept
{
	return std::ranges::any_of(
		diagnosis.findings, [](const Finding &finding) { return is_sure(finding); });
}

std::vector<Edit> best_edits(const Diagnosis &diagnosis)
{
	return RepairSearch{diagnosis}.current().value_or(std::vector<Edit>{});
}

} // namespace hardenctl
