// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/candidates.hh"

#include "knowledge/likelihood-values.hh" // generated
#include "sandbox/deniers.hh"

#include <algorithm>
#include <array>
#include <cerrno>

namespace hardenctl {

namespace {

/** Below this it is not worth a line. */
constexpr double worth_naming = 0.01;

double share_of(Directive directive, const Answer &answer) noexcept
{
	const bool is_unusual = record(directive).type == ValueType::SystemCallList &&
				answer.error_number != 0 && answer.error_number != EPERM &&
				answer.error_number != ENOSYS;
	return record(directive).reported * (is_unusual ? likelihood::unusual_filter_answer : 1);
}

using Scores = std::array<double, directive_count>;

void add_deniers(const Operation &operation, const Answer &answer, const System &system,
	double weight, Scores &scores)
{
	for (const Denier &denier : rate_deniers(operation, answer, system)) {
		double &score = scores[static_cast<std::size_t>(denier.directive)];
		score = std::max(
			score, weight * denier.likelihood * share_of(denier.directive, answer));
	}
}

/** The unit's user is as unknown as its settings. */
void add_deniers_as_anybody(const Operation &operation, const Answer &answer, const System &system,
	double weight, Scores &scores)
{
	constexpr uid_t some_user = 1000;
	add_deniers(operation, answer, system, weight, scores);
	if (operation.uid)
		return;
	Operation as_user = operation;
	as_user.uid = some_user;
	add_deniers(as_user, answer, system, weight, scores);
}

/** The answer that was seen, else each that the words may stand for, else any. */
void add_denial(const Denial &denial, const System &system, Scores &scores)
{
	const bool tells_nothing =
		denial.operation.kind == OperationKind::Unknown && denial.answer == Answer{};
	if (denial.other_cause || denial.layer != Layer::Unspecified ||
		(tells_nothing && denial.alternative_errors.empty()))
		return;
	const bool is_open = denial.answer == Answer{} && !denial.alternative_errors.empty();
	if (!is_open)
		add_deniers_as_anybody(
			denial.operation, denial.answer, system, denial.strength, scores);
	for (const int error_number : denial.alternative_errors)
		add_deniers_as_anybody(denial.operation, {.error_number = error_number}, system,
			denial.strength, scores);
}

} // namespace

std::vector<Directive> candidates_for(const std::vector<Denial> &denials, const System &system)
{
	Scores scores{};
	for (const Denial &denial : denials)
		add_denial(denial, system, scores);
	std::vector<Directive> candidates;
	for (std::size_t i = 0; i < scores.size(); ++i)
		if (scores[i] >= worth_naming)
			candidates.push_back(static_cast<Directive>(i));
	std::ranges::stable_sort(candidates, std::ranges::greater{},
		[&](Directive directive) { return scores[static_cast<std::size_t>(directive)]; });
	return candidates;
}

} // namespace hardenctl
