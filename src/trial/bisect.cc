// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/bisect.hh"

#include "advice/edits.hh"
#include "advice/limits.hh"
#include "trial/bisect-narrow.hh"
#include "trial/bisect-trials.hh"
#include "trial/bisect-words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <numeric>

namespace hardenctl {

namespace {

using Edits = std::vector<Edit>;
using Items = std::vector<std::size_t>;

/** Of each culprit: a wider edit is no loss that many restarts are worth. */
constexpr std::size_t max_narrowings = 4;

/** Of what the kernel shows of a failure: what is less likely waits for its turn. */
constexpr double least_seen = finding_weight / 10;
constexpr std::size_t most_seen = 3;

Items without(const Items &items, std::size_t one)
{
	Items rest = items;
	std::erase(rest, one);
	return rest;
}

std::string lines_of(const Edits &edits)
{
	std::vector<std::string> lines;
	for (const Edit &edit : edits)
		lines.insert(lines.end(), edit.lines.begin(), edit.lines.end());
	return fmt::format("{}", fmt::join(lines, ", "));
}

class Bisect {
	UnitTransaction &change_;
	const BisectRequest &request_;
	const UnitConfig &config_;
	Consent consent_;
	BisectTrials trials_;
	const std::vector<BisectItem> &items_;
	BisectResult result_;
	BisectSearch *search_ = nullptr;

	Items culprits_;
	std::vector<BisectTrial> answers_;
	std::map<std::size_t, Edits> narrowed_;
	std::map<std::size_t, std::string> not_enough_;

	bool is_bad_as_it_is();
	std::vector<Hint> suspects() const;
	TrialAnswer try_without(const Items &removed);
	Items seen_suspects() const;
	bool works_now(std::string what, std::size_t suspect);
	void put_back_if_possible(std::size_t suspect);
	bool is_found_at_once();
	bool search();
	std::vector<double> first_weights() const;
	bool is_proven_needed(std::size_t culprit) const;
	bool is_sure_of(std::size_t culprit) const;
	bool works_with(std::size_t culprit);
	bool is_needed(std::size_t culprit);
	bool each_is_needed();
	Edits result_edits() const;
	bool narrow(std::size_t culprit);
	bool narrow_by_words(std::size_t culprit);
	bool narrow_all_at_once();
	void narrow_each();
	bool prove();
	BisectResult end(BisectVerdict verdict, std::string summary);
	std::string not_tried() const;
	BisectResult end_not_found();
	bool may_keep();
	BisectResult end_found();

public:
	Bisect(UnitTransaction &change, ManagerInterface &manager, const BisectRequest &request,
		Examine examine, Consent consent, TrialProgress progress)
		: change_(change), request_(request), config_(request.config), consent_(consent),
		  trials_(change, manager, request, examine, progress), items_(trials_.items())
	{
		result_.unit = config_.id;
		result_.settings = items_.size();
	}

	BisectResult run();
};

/** The second look at a base line that is bad is the proof at the end. */
bool Bisect::is_bad_as_it_is()
{
	if (trials_.is_bad_now())
		return true;
	const TrialStep step{.at_most = 2, .what = "as it is"};
	if (!trials_.try_with({}, step).health.is_good)
		return true;
	const bool bad =
		!trials_.try_with({}, {.at_most = 1, .what = "as it is, once more"}).health.is_good;
	result_.verdict = bad ? BisectVerdict::Flaky : BisectVerdict::WorksUnmodified;
	result_.summary = bad ? "as it is, it works at one time and not at the next"
			      : fmt::format("{} works as it is, twice: there is nothing to find.",
					result_.unit);
	return false;
}

TrialAnswer Bisect::try_without(const Items &removed)
{
	TrialStep step{
		.at_most = search_->at_most() + static_cast<unsigned>(search_->found()) + 2,
		.what = "without " + trials_.in_words(removed),
	};
	if (search_->has_suspect())
		step.suspect = item_text(config_, items_[search_->suspect()]);
	const TrialRun run = trials_.try_with(edits_without(config_, items_, removed), step);
	TrialAnswer answer{.works = run.health.is_good};
	answers_.push_back({removed, answer.works});
	answer.hints = answer.works ? suspects() : hints_of(run.diagnosis, config_, items_);
	return answer;
}

/**
 * A process killed by seccomp cannot log why; without other evidence, test SystemCallFilter=
 * first.
 */
std::vector<Hint> Bisect::suspects() const
{
	std::vector<Hint> hints = trials_.hints();
	if (!hints.empty() && hints.front().weight >= pointing_weight)
		return hints;
	for (std::size_t i = 0; i < items_.size(); ++i)
		if (record(items_[i].directive).type == ValueType::SystemCallList)
			hints.insert(hints.begin(), {i, pointing_weight});
	return hints;
}

std::vector<double> Bisect::first_weights() const
{
	std::vector<double> weights;
	for (const BisectItem &item : items_)
		weights.push_back(item_weight(config_, item));
	for (const Hint &hint : trials_.hints())
		weights[hint.item] = std::max(weights[hint.item], hint.weight);
	return weights;
}

/** Of a unit that was traced: what it was denied, the likeliest first. */
Items Bisect::seen_suspects() const
{
	Items suspects;
	if (trials_.was_bad_twice())
		for (const Hint &hint : trials_.hints())
			if (hint.weight >= least_seen && suspects.size() < most_seen)
				suspects.push_back(hint.item);
	return suspects;
}

bool Bisect::works_now(std::string what, std::size_t suspect)
{
	TrialStep step{.at_most = static_cast<unsigned>(culprits_.size()), .what = std::move(what)};
	step.suspect = item_text(config_, items_[suspect]);
	return trials_.try_with(result_edits(), step).health.is_good;
}

/** Is one of several needed, the others being given up? */
void Bisect::put_back_if_possible(std::size_t suspect)
{
	const Items all = culprits_;
	const auto narrowed = narrowed_;
	culprits_ = without(all, suspect);
	narrowed_.erase(suspect);
	if (works_now(fmt::format("with {} again", item_text(config_, items_[suspect])), suspect))
		return;
	culprits_ = all;
	narrowed_ = narrowed;
}

/** What the kernel shows is given up first, all at once, and as narrowly as it shows it. */
bool Bisect::is_found_at_once()
{
	const Items suspects = seen_suspects();
	if (suspects.empty())
		return false;
	culprits_ = suspects;
	std::ranges::sort(culprits_);
	for (const std::size_t suspect : suspects) {
		auto candidates = narrowings(config_, system_of(request_.system), items_[suspect],
			trials_.told(), trials_.foreseen());
		if (!candidates.empty())
			narrowed_[suspect] = std::move(candidates.front());
	}
	if (works_now("with " + lines_of(result_edits()), suspects.front())) {
		for (auto suspect = suspects.rbegin(); suspect != suspects.rend(); ++suspect)
			if (culprits_.size() > 1)
				put_back_if_possible(*suspect);
		return true;
	}
	culprits_.clear();
	narrowed_.clear();
	return false;
}

bool Bisect::search()
{
	const auto works = [&](const Items &removed) { return try_without(removed); };
	BisectSearch search{first_weights(), works};
	search_ = &search;
	BisectAnswer answer = search.run();
	search_ = nullptr;
	culprits_ = std::move(answer.culprits);
	return answer.works_without_all;
}

/** What the answer does not speak of. */
std::string Bisect::not_tried() const
{
	const auto settings = identity_settings(config_);
	return settings.empty() ? ""
				: fmt::format(" {} stayed in force.", fmt::join(settings, ", "));
}

/** That nothing helps is asked twice, too. */
BisectResult Bisect::end_not_found()
{
	Items all(items_.size());
	std::iota(all.begin(), all.end(), 0);
	const TrialStep step{
		.at_most = 1, .what = "without " + trials_.in_words(all) + ", once more"};
	if (trials_.try_with(edits_without(config_, items_, all), step).health.is_good)
		return end(BisectVerdict::Flaky,
			"without all that restricts it, it works at one time and not at another");
	return end(BisectVerdict::NotSandbox,
		fmt::format("It is not the sandbox: {} does not work without its {} settings "
			    "either ({}).{}",
			result_.unit, result_.settings, trials_.last_reason(), not_tried()));
}

/** One answer may be wrong: it is enough only where logs or processes say the same. */
bool Bisect::is_sure_of(std::size_t culprit) const
{
	return failures_with(culprit, culprits_, answers_) > 1 ||
	       std::ranges::any_of(trials_.hints(), [&](const Hint &hint) {
		       return hint.item == culprit && hint.weight >= pointing_weight;
	       });
}

/** Did it fail with this one after the whole set was seen to work? */
bool Bisect::is_proven_needed(std::size_t culprit) const
{
	const auto worked = std::ranges::find(answers_, BisectTrial{culprits_, true});
	return failures_with(culprit, culprits_, {worked, answers_.end()}) > 0 &&
	       (culprits_.size() == 1 || is_sure_of(culprit));
}

bool Bisect::works_with(std::size_t culprit)
{
	const std::string text = item_text(config_, items_[culprit]);
	const Items others = without(culprits_, culprit);
	const TrialStep step{.at_most = static_cast<unsigned>(culprits_.size()) + 1,
		.what = fmt::format("with {} again", text),
		.suspect = text};
	const TrialRun run = trials_.try_with(edits_without(config_, items_, others), step);
	answers_.push_back({others, run.health.is_good});
	return run.health.is_good;
}

/** Where the answers are not the same, two of them decide. */
bool Bisect::is_needed(std::size_t culprit)
{
	const bool alone = culprits_.size() == 1;
	if (is_proven_needed(culprit) || (alone && trials_.was_bad_twice() && is_sure_of(culprit)))
		return true;
	if (works_with(culprit))
		return !alone && !works_with(culprit);
	return alone || is_sure_of(culprit) || !works_with(culprit);
}

/** What was answered before the set was known is asked again: an answer may have been wrong. */
bool Bisect::each_is_needed()
{
	for (const std::size_t culprit : Items{culprits_}) {
		const std::string text = item_text(config_, items_[culprit]);
		if (is_needed(culprit))
			continue;
		result_.summary =
			fmt::format("with {} in force again it works, and before it did not", text);
		if (culprits_.size() == 1)
			return false;
		result_.diagnostics.push_back({Level::Notice, result_.summary});
		culprits_ = without(culprits_, culprit);
	}
	return true;
}

/** What is given up, with what was tried to avoid that, and what is narrowed. */
Edits Bisect::result_edits() const
{
	Items given_up;
	for (const std::size_t culprit : culprits_)
		if (!narrowed_.contains(culprit))
			given_up.push_back(culprit);
	Edits edits = edits_without(config_, items_, given_up);
	std::size_t next = 0;
	for (std::size_t i = 0; i < given_up.size() && next < edits.size(); ++i)
		if (const auto tried = not_enough_.find(given_up[i]); tried != not_enough_.end())
			edits[next++].why += fmt::format(" ({} is not enough)", tried->second);
	for (const auto &[culprit, narrower] : narrowed_) {
		const Origin &origin = config_.assignments[items_[culprit].assignments[0]].origin;
		for (Edit edit : narrower) {
			edit.cause = fmt::format("{} ({}:{})", item_text(config_, items_[culprit]),
				origin.path, origin.line);
			edits.push_back(std::move(edit));
		}
	}
	return edits;
}

bool Bisect::narrow(std::size_t culprit)
{
	auto candidates = narrowings(config_, system_of(request_.system), items_[culprit],
		trials_.told(), trials_.foreseen());
	for (unsigned tries = 0; tries < max_narrowings && !candidates.empty(); ++tries) {
		const Edits edits = std::move(candidates.front());
		candidates.erase(candidates.begin());
		narrowed_[culprit] = edits;
		const auto left = std::min(max_narrowings - tries, candidates.size() + 1) + 1;
		const TrialRun run = trials_.try_with(
			result_edits(), {.at_most = static_cast<unsigned>(left),
						.what = "with " + lines_of(edits)});
		if (run.health.is_good)
			return true;
		not_enough_.try_emplace(culprit, lines_of(edits));
		if (auto more = extended(edits, items_[culprit], run.diagnosis))
			candidates.insert(candidates.begin(), std::move(*more));
	}
	narrowed_.erase(culprit);
	return false;
}

/** The words of a list are searched like the settings: which are the fewest that do? */
bool Bisect::narrow_by_words(std::size_t culprit)
{
	const MissingWords missing = missing_words(config_, system_of(request_.system),
		items_[culprit], {trials_.told(), trials_.foreseen(), trials_.places()});
	if (missing.words.empty())
		return false;
	BisectSearch *search = nullptr;
	const auto works = [&](const Items &given) {
		narrowed_[culprit] = {missing.edit(given)};
		const TrialRun run = trials_.try_with(
			result_edits(), {.at_most = search->at_most(),
						.what = "with " + lines_of(narrowed_[culprit])});
		return TrialAnswer{
			.works = run.health.is_good, .hints = missing.hints_of(run.diagnosis)};
	};
	BisectSearch by_weight{missing.weights, works};
	search = &by_weight;
	const BisectAnswer answer = by_weight.run();
	narrowed_[culprit] = {missing.edit(answer.culprits)};
	if (!answer.works_without_all)
		narrowed_.erase(culprit);
	return answer.works_without_all;
}

bool Bisect::narrow_all_at_once()
{
	Edits all;
	for (const std::size_t culprit : culprits_) {
		const auto candidates = narrowings(config_, system_of(request_.system),
			items_[culprit], trials_.told(), trials_.foreseen());
		if (candidates.empty())
			continue;
		narrowed_[culprit] = candidates.front();
		all.insert(all.end(), candidates.front().begin(), candidates.front().end());
	}
	if (narrowed_.size() > 1 &&
		trials_.try_with(result_edits(), {.at_most = 1, .what = "with " + lines_of(all)})
			.health.is_good)
		return true;
	narrowed_.clear();
	return false;
}

/** What is left of these would be wide. */
bool is_first_by_words(Directive directive) noexcept
{
	return record(directive).holds == Holds::Capability || record(directive).writable_by;
}

void Bisect::narrow_each()
{
	for (const std::size_t culprit : culprits_)
		if (is_first_by_words(items_[culprit].directive))
			narrow_by_words(culprit) || narrow(culprit);
		else
			narrow(culprit) || narrow_by_words(culprit);
}

/** What is to be the result is what worked last, or must work once more. */
bool Bisect::prove()
{
	const Edits edits = result_edits();
	result_.drop_in = trials_.text_of(edits);
	if (trials_.in_force() == result_.drop_in)
		return true;
	const TrialStep step{.at_most = 1, .what = "without " + trials_.in_words(culprits_)};
	if (trials_.try_with(edits, step).health.is_good)
		return true;
	if (!narrowed_.empty()) {
		/* what was found narrower was luck: without the settings it works, as was seen */
		narrowed_.clear();
		return prove();
	}
	result_.summary = fmt::format(
		"without {} it worked before, and now it does not", trials_.in_words(culprits_));
	return false;
}

BisectResult Bisect::end(BisectVerdict verdict, std::string summary)
{
	result_.verdict = verdict;
	result_.summary = std::move(summary);
	result_.trials = trials_.count();
	if (verdict == BisectVerdict::Flaky) {
		result_.summary = fmt::format("Cannot bisect {}: results are inconsistent ({}).",
			result_.unit, result_.summary);
		result_.drop_in.clear();
		result_.diagnostics.push_back({Level::Error, result_.summary});
	}
	if (!result_.path.empty())
		return std::move(result_);
	for (const Diagnostic &problem : change_.roll_back().problems)
		result_.diagnostics.push_back(problem);
	return std::move(result_);
}

/** What a trial showed to work was the service's doing, too. */
bool Bisect::may_keep()
{
	Edits edits = result_edits();
	const Sandbox before{config_, system_of(request_.system)};
	for (Edit &edit : edits)
		set_openings(edit, before,
			Sandbox{with_lines(config_, edit.lines), before.system()},
			request_.system.file_tree);
	const ProposedChange proposed{
		.unit = result_.unit,
		.drop_in = result_.drop_in,
		.openings = openings_of_all(edits),
		.edits = edits,
	};
	if (consent_(proposed))
		return true;
	result_.openings = proposed.openings;
	return false;
}

BisectResult Bisect::end_found()
{
	for (const std::size_t culprit : culprits_) {
		const BisectItem &item = items_[culprit];
		result_.culprits.push_back({item.directive, item_text(config_, item),
			config_.assignments[item.assignments[0]].origin});
	}
	if (request_.keep && may_keep()) {
		result_.path = change_.keep(result_.drop_in, request_.at_runtime);
		result_.awaits_confirmation = change_.awaits_confirmation();
	}
	std::vector<std::string> texts;
	for (const Culprit &culprit : result_.culprits)
		texts.push_back(culprit.text);
	return end(BisectVerdict::Found,
		fmt::format("{} is broken by {}{}: {} trials, {} settings.", result_.unit,
			fmt::join(texts, " and by "), texts.size() > 1 ? ", each of them" : "",
			trials_.count(), result_.settings));
}

BisectResult Bisect::run()
{
	if (!is_bad_as_it_is())
		return end(result_.verdict, result_.summary);
	if (items_.empty())
		return end(BisectVerdict::NotSandbox,
			fmt::format("It is not the sandbox: {} does not work, and has no setting "
				    "that restricts it.",
				result_.unit));
	if (is_found_at_once())
		return prove() ? end_found() : end(BisectVerdict::Flaky, result_.summary);
	if (!search())
		return end_not_found();
	if (!each_is_needed())
		return end(BisectVerdict::Flaky, result_.summary);
	if (!narrow_all_at_once())
		narrow_each();
	return prove() ? end_found() : end(BisectVerdict::Flaky, result_.summary);
}

} // namespace

BisectResult bisect(UnitTransaction &change, ManagerInterface &manager,
	const BisectRequest &request, Examine examine, Consent consent, TrialProgress progress)
{
	return Bisect{change, manager, request, examine, consent, progress}.run();
}

} // namespace hardenctl
