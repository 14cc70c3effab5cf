// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proof.hh"

#include "advice/likelihoods.hh"

#include <algorithm>

namespace hardenctl {

namespace {

/** From here on a refusal is as good as certain, whichever answer was seen before. */
constexpr double sure_refusal = 0.8;

/**
 * Of a kill that no record explains every filter line may be the cause, each for itself: what the
 * other lines of the unit deny is another finding's.
 */
bool is_for_another_finding(
	const Denial &denial, const Assignment &assignment, const Assignment &written)
{
	const Operation &operation = denial.operation;
	return operation.kind == OperationKind::SystemCall && operation.call.empty() &&
	       !assignment.origin.path.empty() && assignment != written;
}

} // namespace

double denies(const Sandbox &sandbox, const Denial &denial, const Assignment &written)
{
	double sum = 0;
	for (const PredictedDenial &predicted : sandbox.predict(denial.operation)) {
		const Assignment &assignment =
			sandbox.settings()[sandbox.settings().written(predicted.setting)]
				.assignment;
		if (assignment.directive == written.directive &&
			!is_for_another_finding(denial, assignment, written))
			sum += answer_match(denial, predicted, sandbox);
	}
	return sum;
}

bool denies_otherwise(const Sandbox &sandbox, const Denial &denial, Directive directive)
{
	if (denial.operation.path.empty() || denial.answer.error_number == 0)
		return false;
	return std::ranges::any_of(
		sandbox.predict(denial.operation), [&](const PredictedDenial &predicted) {
			const std::size_t written = sandbox.settings().written(predicted.setting);
			return sandbox.settings()[written].assignment.directive == directive &&
			       predicted.likelihood >= sure_refusal &&
			       answer_match(denial, predicted, sandbox) == 0;
		});
}

Denial denial_with(const Denial &denial, std::span<const std::string> lines)
{
	Denial then = denial;
	const bool changes_user = std::ranges::any_of(lines, [](const std::string &line) {
		return line.starts_with("User=") || line.starts_with("DynamicUser=");
	});
	if (changes_user)
		then.operation.uid.reset();
	return then;
}

} // namespace hardenctl
