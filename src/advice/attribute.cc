// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/attribute.hh"

#include "advice/likelihoods.hh"
#include "base/function-ref.hh"
#include "base/path.hh"
#include "base/text.hh"
#include "knowledge/likelihood-values.hh" // generated
#include "sandbox/path-view.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <map>
#include <set>
#include <span>

namespace hardenctl {

namespace {

/** Pairs are made of so many best suspicions. */
constexpr std::size_t max_paired = 16;

struct Match {
	double value = 0;
	/** Does the model say that the operation cannot succeed with it? */
	bool sure = false;
	std::size_t through = 0;
	/** Of the ways to read the words: this one. In the value, too. */
	double share = 1;
	/** Then the operation that they are taken for. */
	std::optional<Operation> reading;
	int read_errno = 0;
};

/** By written setting: how well it explains one denial. */
using Matches = std::map<std::size_t, Match>;

/** @param share of the words that mean this operation */
void match_operation(const Operation &operation, double share, const Denial &denial,
	FileAccess file, const Sandbox &sandbox, Matches &matches)
{
	for (const PredictedDenial &predicted : sandbox.predict(operation)) {
		const double value = share * answer_match(denial, predicted, sandbox) *
				     file_match(file, predicted, sandbox);
		// what answers as it likes explains nothing that it is not named for
		const bool is_open = share < 1 || operation.kind == OperationKind::Unknown;
		if (value <= 0 || (is_open && predicted.answer == Answer{}))
			continue;
		Match &match = matches[sandbox.settings().written(predicted.setting)];
		if (value > match.value)
			match = {
				.value = value,
				.sure = predicted.likelihood >= likelihood::sure_prediction &&
					value >= likelihood::worth_being_sure,
				.through = predicted.setting,
				.share = share,
				.reading = share < 1 ? std::optional{operation} : std::nullopt,
				.read_errno = denial.answer.error_number,
			};
	}
}

/** Does a line of the directive have this word? */
bool has_word(
	const Sandbox &sandbox, Directive directive, FunctionRef<bool(std::string_view)> is_it)
{
	return std::ranges::any_of(sandbox.settings().of(directive), [&](std::size_t index) {
		std::string_view value = sandbox.settings()[index].assignment.value;
		value.remove_prefix(value.starts_with('~'));
		return std::ranges::any_of(split_blanks(value), is_it);
	});
}

/** "SystemCallFilter=socket": whatever its groups hold, of this call the unit has decided. */
bool names_call(const Sandbox &sandbox, std::string_view call)
{
	return has_word(sandbox, Directive::SystemCallFilter,
		[call](std::string_view word) { return word.substr(0, word.find(':')) == call; });
}

/** "ReadWritePaths=/var/lib/x": of this place the unit has decided. */
bool names_place(const Sandbox &sandbox, std::string_view path)
{
	const std::string place = canonical_path(path);
	const PathRule *rule = sandbox.paths().rule_for(place);
	if (rule && (rule->view == MountView::Writable || rule->view == MountView::Shown))
		return true;
	return has_word(sandbox, Directive::ExecPaths, [&](std::string_view word) {
		word.remove_prefix(std::min(word.size(), word.find('/')));
		return !word.empty() && path_is_below(place, canonical_path(word));
	});
}

/** What it allows by name and is refused nonetheless is refused by something else. */
bool is_allowed_by_name(const Operation &operation, const Sandbox &sandbox)
{
	if (operation.path.starts_with('/') && names_place(sandbox, operation.path))
		return true;
	if (operation.port && sandbox.settings().find(Directive::SocketBindAllow))
		return true;
	return !operation.call.empty() && names_call(sandbox, operation.call);
}

bool is_of_program(const Operation &operation) noexcept
{
	return operation.kind != OperationKind::SetupStep &&
	       operation.kind != OperationKind::UnitRefused && operation.setting.empty();
}

/** Whoever sets something there tells any refusal as a lack of permission, as sysctl(8) does. */
bool lies_in_kernel(const Operation &operation)
{
	return path_is_below(operation.path, "/proc/sys") || path_is_below(operation.path, "/sys");
}

/**
 * No setting denies the operation that the words name, but something did: they name another one,
 * or the model does not know all. Weighed low.
 */
void match_otherwise(
	const Denial &denial, FileAccess file, const Sandbox &sandbox, Matches &matches)
{
	const Operation &operation = denial.operation;
	/* what a trace shows is what was tried */
	if (denial.source == Source::Trace || is_allowed_by_name(operation, sandbox))
		return;
	const auto try_reading = [&](Operation reading, double share) {
		reading.uid = operation.uid;
		match_operation(reading, share, denial, file, sandbox, matches);
	};
	if (denial.answer.signal == SIGSYS) {
		if (!operation.call.empty() && !operation.call_is_exact)
			try_reading({.kind = OperationKind::SystemCall},
				likelihood::another_wrapped_call);
		return;
	}
	if (denial.answer.error_number == 0 || !is_of_program(operation))
		return;
	if (denial.answer.error_number == EACCES && lies_in_kernel(operation)) {
		Denial as_read_only = denial;
		as_read_only.answer.error_number = EROFS;
		match_operation(
			operation, likelihood::another_errno, as_read_only, file, sandbox, matches);
	}
	if (!operation.path.empty() && operation.kind != OperationKind::Path)
		try_reading({.kind = OperationKind::Path, .path = operation.path},
			likelihood::another_call);
	if (operation.path.starts_with('/'))
		try_reading({.kind = OperationKind::Path},
			denial.answer.error_number == EROFS ? likelihood::another_writable_path
							    : likelihood::another_path);
	if (operation.kind != OperationKind::Unknown && matches.empty())
		try_reading({}, likelihood::another_operation);
}

/** Whatever was tried: a filter that answers with this errno may have refused it. */
void match_filtered_call(
	const Denial &denial, FileAccess file, const Sandbox &sandbox, Matches &matches)
{
	const Operation &operation = denial.operation;
	const bool is_allowed = !operation.call.empty() && names_call(sandbox, operation.call);
	const bool is_error = denial.answer.error_number != 0 || !denial.alternative_errors.empty();
	if (denial.source == Source::Trace || !is_error || !is_of_program(operation) || is_allowed)
		return;
	match_operation({.kind = OperationKind::SystemCall, .uid = operation.uid},
		operation.kind == OperationKind::Unknown ? likelihood::unnamed_filtered_call
							 : likelihood::another_filtered_call,
		denial, file, sandbox, matches);
}

/** Does a filter surely refuse what the words name? Its other lines have nothing to do with it. */
bool is_filter_sure(const Matches &matches, const Sandbox &sandbox)
{
	return std::ranges::any_of(matches, [&](const auto &row) {
		const Assignment &assignment = sandbox.settings()[row.first].assignment;
		return row.second.sure &&
		       record(assignment.directive).type == ValueType::SystemCallList;
	});
}

Matches match_denial(const Denial &denial, FileAccess file, const Sandbox &sandbox)
{
	Matches matches;
	if (denial.other_cause || denial.layer != Layer::Unspecified)
		return matches;
	match_operation(denial.operation, 1, denial, file, sandbox, matches);
	if (matches.empty())
		match_otherwise(denial, file, sandbox, matches);
	if (!is_filter_sure(matches, sandbox))
		match_filtered_call(denial, file, sandbox, matches);
	return matches;
}

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
	for (const Hypothesis &cause : causes)
		score *= cause.share;
	for (std::size_t i = 0; i < incident.denials.size(); i++) {
		const Denial &denial = incident.denials[i];
		double own = 0;
		bool is_theirs = false;
		for (const Hypothesis &cause : causes) {
			const double share = cause.denial == i ? cause.share : 1;
			own = std::max(own, value_of(matches[i], cause.setting) / share);
			is_theirs = is_theirs || cause.denial == i;
		}
		const double chance = is_theirs ? 0 : background_likelihood(denial);
		score *= tempered(std::max(own, chance), denial.strength);
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
