// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/weigh.hh"

#include "advice/likelihoods.hh"

#include <algorithm>
#include <map>
#include <numeric>

namespace hardenctl {

namespace {

/** From here on the model says that the operation cannot succeed with this setting. */
constexpr double sure_refusal = 0.9;
/** What was seen must fit as well, at least as one reading of the words. */
constexpr double worth_being_sure = 0.5;
constexpr double needless_rival = 0.2;

struct Match {
	double value = 0;
	/** Does the model say that the operation cannot succeed with it? */
	bool sure = false;
	std::size_t through = 0;
};

/** By written setting: how well it explains one denial. */
using Matches = std::map<std::size_t, Match>;

Matches match_denial(const Denial &denial, const Sandbox &sandbox)
{
	Matches matches;
	if (denial.rival || denial.layer != Layer::Unspecified)
		return matches;
	for (const Refusal &refusal : sandbox.refusals(denial.operation)) {
		const double value = answer_match(denial, refusal, sandbox);
		if (value <= 0)
			continue;
		Match &match = matches[sandbox.settings().written(refusal.setting)];
		if (value > match.value)
			match = {
				.value = value,
				.sure = refusal.likelihood >= sure_refusal &&
					value >= worth_being_sure,
				.through = refusal.setting,
			};
	}
	return matches;
}

/** What a line of this strength adds: a weak one moves the odds less. */
double tempered(double likelihood, double strength)
{
	return strength * likelihood + (1 - strength);
}

struct Hypothesis {
	double score = 0;
	Suspicion suspicion;
};

/** The denial that a setting explains best, the earliest of equals. */
Suspicion best_match(std::size_t setting, const std::vector<Matches> &matches)
{
	Suspicion suspicion{.setting = setting, .through = setting};
	for (std::size_t i = 0; i < matches.size(); i++)
		if (const auto found = matches[i].find(setting);
			found != matches[i].end() && found->second.value > suspicion.match) {
			suspicion.match = found->second.value;
			suspicion.denial = i;
			suspicion.through = found->second.through;
		}
	return suspicion;
}

/** What it explains best it must have caused; the other lines it may have, or chance has. */
Hypothesis judge(std::size_t setting, const Incident &incident, const std::vector<Matches> &matches,
	const Sandbox &sandbox, const UnitConfig &config)
{
	Hypothesis hypothesis{
		.score = prior_of(sandbox.settings()[setting].assignment, config),
		.suspicion = best_match(setting, matches),
	};
	for (std::size_t i = 0; i < incident.denials.size(); i++) {
		const Denial &denial = incident.denials[i];
		const auto found = matches[i].find(setting);
		const double own = found == matches[i].end() ? 0 : found->second.value;
		const double chance =
			i == hypothesis.suspicion.denial ? 0 : background_likelihood(denial);
		hypothesis.score *= tempered(std::max(own, chance), denial.strength);
	}
	return hypothesis;
}

/** Where a setting surely denies it, nothing else is needed to explain it. */
double rival_of(const Denial &denial, const Matches &matches, const Sandbox &sandbox)
{
	const double rival = rival_likelihood(denial, sandbox);
	const bool surely =
		std::ranges::any_of(matches, [](const auto &row) { return row.second.sure; });
	return surely && denial.layer == Layer::Unspecified ? needless_rival * rival : rival;
}

double judge_rival(
	const Incident &incident, const std::vector<Matches> &matches, const Sandbox &sandbox)
{
	double score = 1;
	for (std::size_t i = 0; i < incident.denials.size(); i++)
		score *= tempered(rival_of(incident.denials[i], matches[i], sandbox),
			incident.denials[i].strength);
	return score;
}

} // namespace

Weighing weigh(const Incident &incident, const Sandbox &sandbox, const UnitConfig &config)
{
	Weighing weighing;
	std::vector<Matches> matches;
	std::map<std::size_t, Hypothesis> hypotheses;
	for (const Denial &denial : incident.denials) {
		matches.push_back(match_denial(denial, sandbox));
		weighing.explained.push_back(!matches.back().empty());
	}
	for (const Matches &of_denial : matches)
		for (const auto &[setting, match] : of_denial)
			if (!hypotheses.contains(setting))
				hypotheses.emplace(setting,
					judge(setting, incident, matches, sandbox, config));

	const double rival = judge_rival(incident, matches, sandbox);
	const double total = std::accumulate(hypotheses.begin(), hypotheses.end(), rival,
		[](double sum, const auto &row) { return sum + row.second.score; });
	weighing.rival = total > 0 ? rival / total : 1;
	for (auto &[setting, hypothesis] : hypotheses) {
		hypothesis.suspicion.probability = total > 0 ? hypothesis.score / total : 0;
		weighing.suspicions.push_back(hypothesis.suspicion);
	}
	std::ranges::stable_sort(weighing.suspicions, std::greater{}, &Suspicion::probability);
	return weighing;
}

} // namespace hardenctl
