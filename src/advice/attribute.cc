// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/attribute.hh"

#include "advice/likelihoods.hh"
#include "advice/match-denial.hh"
#include "knowledge/likelihood-values.hh" // generated

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

namespace hardenctl {

namespace {

/** Pairs are made of so many best suspicions. */
constexpr std::size_t max_paired = 16;

/** What a line of this strength adds: a weak one moves the odds less. */
double tempered(double likelihood, double strength)
{
	return strength * likelihood + (1 - strength);
}

double value_of(const Matches &matches, std::size_t setting)
{
	const auto found = matches.find(setting);
	return found == matches.end() ? 0 : found->second.value;
}

/** The denial that a setting explains best, the earliest of equals. */
Hypothesis best_match(std::size_t setting, const std::vector<Matches> &matches)
{
	Hypothesis hypothesis{.setting = setting, .through = setting};
	for (std::size_t i = 0; i < matches.size(); i++)
		if (const auto found = matches[i].find(setting);
			found != matches[i].end() && found->second.value > hypothesis.match) {
			hypothesis.match = found->second.value;
			hypothesis.denial = i;
			hypothesis.through = found->second.through;
			hypothesis.share = found->second.share;
			hypothesis.reading = found->second.reading;
			hypothesis.read_errno = found->second.read_errno;
		}
	return hypothesis;
}

/** What they explain best they must have caused; the other lines they may have, or chance has. */
double likelihood_of(std::span<const Hypothesis> causes, const Incident &incident,
	const std::vector<Matches> &matches)
{
	double score = 1;
	for (std::size_t i = 0; i < incident.denials.size(); i++) {
		const Denial &denial = incident.denials[i];
		double own = 0;
		bool is_theirs = false;
		for (const Hypothesis &cause : causes) {
			own = std::max(own, value_of(matches[i], cause.setting));
			is_theirs = is_theirs || cause.denial == i;
		}
		// however weak a line is, it makes no cause of what hardly explains it
		score *= is_theirs ? std::pow(own, denial.strength)
				   : tempered(std::max(own, background_likelihood(denial)),
					     denial.strength);
	}
	return score;
}

std::vector<Hypothesis> judge_each(const Incident &incident, const std::vector<Matches> &matches,
	std::span<const double> priors)
{
	std::set<std::size_t> settings;
	for (const Matches &of_denial : matches)
		for (const auto &[setting, match] : of_denial)
			settings.insert(setting);
	std::vector<Hypothesis> hypotheses;
	for (const std::size_t setting : settings) {
		Hypothesis hypothesis = best_match(setting, matches);
		hypothesis.prior = priors[setting];
		hypothesis.score =
			hypothesis.prior * likelihood_of({&hypothesis, 1}, incident, matches);
		hypotheses.push_back(hypothesis);
	}
	std::ranges::stable_sort(hypotheses, std::greater{}, &Hypothesis::score);
	return hypotheses;
}

/** Does each explain a line that the other does not? */
bool complement(const Hypothesis &one, const Hypothesis &other, const std::vector<Matches> &matches)
{
	const auto is_own = [&](const Hypothesis &mine, const Hypothesis &theirs) {
		return value_of(matches[mine.denial], theirs.setting) * likelihood::clearly_better <
		       mine.match;
	};
	return is_own(one, other) && is_own(other, one);
}

struct Pair {
	std::size_t one;
	std::size_t other;
	double score;
};

/** Two settings that each denied something of their own. Indices into `hypotheses`. */
std::vector<Pair> judge_pairs(const std::vector<Hypothesis> &hypotheses, const Incident &incident,
	const std::vector<Matches> &matches, std::span<const double> priors)
{
	std::vector<Pair> pairs;
	const std::size_t count = std::min(hypotheses.size(), max_paired);
	for (std::size_t i = 0; i < count; i++)
		for (std::size_t j = i + 1; j < count; j++) {
			const Hypothesis both[]{hypotheses[i], hypotheses[j]};
			if (!complement(both[0], both[1], matches))
				continue;
			pairs.push_back({i, j,
				likelihood::second_cause * priors[both[0].setting] *
					priors[both[1].setting] *
					likelihood_of(both, incident, matches)});
		}
	return pairs;
}

/** Where a setting surely denies it, nothing else is needed to explain it. */
double likelihood_of_other_cause(
	const Denial &denial, FileAccess file, const Matches &matches, const Sandbox &sandbox)
{
	if (const auto other_cause = file_other_cause(denial, file))
		return *other_cause;
	const double other_cause = other_cause_likelihood(denial, sandbox);
	const bool surely =
		std::ranges::any_of(matches, [](const auto &row) { return row.second.sure; });
	return surely && denial.layer == Layer::Unspecified
		       ? likelihood::needless_other_cause * other_cause
		       : other_cause;
}

/** A layer's own record explains the step that failed beside it. */
bool has_layer(const Incident &incident)
{
	return std::ranges::any_of(incident.denials,
		[](const Denial &denial) { return denial.layer != Layer::Unspecified; });
}

double judge_other_cause(const Incident &incident, std::span<const FileAccess> files,
	const std::vector<Matches> &matches, const Sandbox &sandbox)
{
	const bool layered = has_layer(incident);
	double score = likelihood::other_cause_prior;
	for (std::size_t i = 0; i < incident.denials.size(); i++)
		score *= layered && incident.denials[i].source == Source::Manager
				 ? 1
				 : tempered(likelihood_of_other_cause(incident.denials[i], files[i],
						    matches[i], sandbox),
					   incident.denials[i].strength);
	return score;
}

} // namespace

/** As long as two causes are not believed, what speaks for both speaks for the better one. */
static void share_pairs(
	std::vector<Hypothesis> &hypotheses, const std::vector<Pair> &pairs, double total)
{
	double together = 0;
	for (const Pair &pair : pairs)
		together += pair.score;
	const bool both = together >= believed * total;
	for (const Pair &pair : pairs) {
		hypotheses[pair.one].probability += pair.score / total;
		if (both)
			hypotheses[pair.other].probability += pair.score / total;
	}
}

/** Lines of one directive that nothing tells apart are one suspicion. Most probable first. */
static std::vector<Hypothesis> merge_lines(
	std::vector<Hypothesis> hypotheses, const Sandbox &sandbox)
{
	constexpr double alike = 2;
	const auto directive_of = [&](const Hypothesis &hypothesis) {
		return sandbox.settings()[hypothesis.setting].assignment.directive;
	};
	std::ranges::stable_sort(hypotheses, std::greater{}, &Hypothesis::probability);
	std::vector<Hypothesis> merged;
	for (const Hypothesis &hypothesis : hypotheses) {
		const auto kept = std::ranges::find_if(merged, [&](const Hypothesis &known) {
			return directive_of(known) == directive_of(hypothesis) &&
			       known.denial == hypothesis.denial &&
			       known.match <= alike * hypothesis.match;
		});
		if (kept == merged.end()) {
			merged.push_back(hypothesis);
			continue;
		}
		kept->probability += hypothesis.probability;
		kept->others.push_back(hypothesis.setting);
	}
	std::ranges::stable_sort(merged, std::greater{}, &Hypothesis::probability);
	return merged;
}

/** By setting. */
static std::vector<double> priors_of(
	const ContextEvidence &circumstances, const Settings &settings, const UnitConfig &config)
{
	std::vector<double> priors;
	for (std::size_t i = 0; i < settings.all().size(); i++)
		priors.push_back(prior_of(settings[i].assignment, config) *
				 change_prior(circumstances.changes[i]));
	return priors;
}

Attribution attribute(const Incident &incident, const ContextEvidence &circumstances,
	const Sandbox &sandbox, const UnitConfig &config)
{
	const auto &files = circumstances.files;
	const auto priors = priors_of(circumstances, sandbox.settings(), config);
	Attribution attribution;
	std::vector<Matches> matches;
	for (std::size_t i = 0; i < incident.denials.size(); i++) {
		matches.push_back(match_denial(incident.denials[i], files[i], sandbox));
		attribution.explained.push_back(std::ranges::any_of(
			matches.back(), [](const auto &row) { return row.second.share == 1; }));
	}
	auto hypotheses = judge_each(incident, matches, priors);
	const auto pairs = judge_pairs(hypotheses, incident, matches, priors);
	const double other_cause = judge_other_cause(incident, files, matches, sandbox);
	double total = other_cause;
	for (const Hypothesis &hypothesis : hypotheses)
		total += hypothesis.score;
	for (const Pair &pair : pairs)
		total += pair.score;
	if (total <= 0)
		return attribution;
	attribution.other_cause = other_cause / total;
	attribution.other_cause_score = other_cause;
	for (Hypothesis &hypothesis : hypotheses) {
		hypothesis.probability = hypothesis.score / total;
		hypothesis.change = circumstances.changes[hypothesis.setting];
	}
	share_pairs(hypotheses, pairs, total);
	attribution.hypotheses = merge_lines(std::move(hypotheses), sandbox);
	return attribution;
}

} // namespace hardenctl
