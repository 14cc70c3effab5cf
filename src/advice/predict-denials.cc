// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/predict-denials.hh"

#include "advice/attribute.hh"
#include "advice/edits.hh"
#include "advice/tighten-observations.hh"

#include <algorithm>
#include <iterator>
#include <set>

namespace hardenctl {

namespace {

/** What is done may not be needed. */
constexpr double highest_predicted = 0.8;
/** Below this the model says no more than that it may be. */
constexpr double predicts_from = 0.2;
/** A unit that does more than that says nothing of what it needs. */
constexpr std::ptrdiff_t most = 30;

struct Expected {
	PredictedDenial predicted;
	const Observation *observation;
};

/** How much of it is needed does not show. */
bool is_limit(Directive directive)
{
	return std::ranges::all_of(record(directive).mechanisms, [](Mechanism mechanism) {
		return mechanism == Mechanism::ResourceLimit || mechanism == Mechanism::CgroupLimit;
	});
}

/** What each line refuses. */
std::vector<Expected> expect(const Sandbox &sandbox, const std::vector<Observation> &observations)
{
	std::vector<Expected> all;
	for (const Observation &observation : observations) {
		std::set<std::size_t> lines;
		for (const PredictedDenial &predicted : sandbox.predict(observation.operation))
			if (predicted.likelihood >= predicts_from &&
				!is_limit(sandbox.settings()[predicted.setting]
						  .assignment.directive) &&
				lines.insert(sandbox.settings().written(predicted.setting)).second)
				all.push_back({predicted, &observation});
	}
	std::ranges::stable_sort(all, std::ranges::greater{},
		[](const Expected &expected) { return expected.predicted.likelihood; });
	if (std::ssize(all) > most)
		all.erase(all.begin() + most, all.end());
	return all;
}

Finding to_finding(const Expected &expected, const UnitConfig &config, const Sandbox &sandbox,
	const std::optional<std::string> &file_tree)
{
	const auto &[predicted, observation] = expected;
	const Hypothesis hypothesis{
		.setting = sandbox.settings().written(predicted.setting),
		.through = predicted.setting,
		.probability = highest_predicted * predicted.likelihood,
		.match = predicted.likelihood,
	};
	const Denial denial{.operation = observation->operation, .answer = predicted.answer};
	const Assignment &assignment = sandbox.settings()[hypothesis.setting].assignment;
	return {
		.directive = assignment.directive,
		.value = assignment.value,
		.origin = assignment.origin,
		.confidence = hypothesis.probability,
		.denial = denial,
		.edits = propose_edits(hypothesis, denial, config, sandbox, file_tree),
		.notes = {observation->what},
	};
}

} // namespace

std::vector<Finding> predict_denials(
	const UnitConfig &config, const SystemFacts &system, const RuntimeFacts &runtime)
{
	const Sandbox sandbox{config, system_of(system)};
	const auto observations = observations_of(runtime, sandbox, {});
	std::vector<Finding> findings;
	for (const Expected &expected : expect(sandbox, observations))
		findings.push_back(to_finding(expected, config, sandbox, system.file_tree));
	return findings;
}

} // namespace hardenctl
