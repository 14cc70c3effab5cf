// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/bisect.hh"

#include "advice/edits.hh"
#include "advice/limits.hh"
#include "trial/bisect-edits.hh"
#include "trial/bisect-trials.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <numeric>

namespace hardenctl {

namespace {

using Edits = std::vector<Edit>;
using Items = std::vector<std::size_t>;

Items without(const Items &items, std::size_t one)
{
	Items rest = items;
	std::erase(rest, one);
	return rest;
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

	BisectEdits edits_;
	std::vector<BisectTrial> answers_;

	const Items &culprits() const noexcept { return edits_.culprits(); }
	bool is_bad_as_it_is();
	std::vector<Hint> suspects() const;
	TrialAnswer try_without(const Items &removed);
	Items seen_suspects() const;
	bool search();
	std::vector<double> first_weights() const;
	bool is_proven_needed(std::size_t culprit) const;
	bool is_sure_of(std::size_t culprit) const;
	bool works_with(std::size_t culprit);
	bool is_needed(std::size_t culprit);
	bool each_is_needed();
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
		  trials_(change, manager, request, examine, progress), items_(trials_.items()),
		  edits_(config_, system_of(request.system), trials_)
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
	return trials_.was_bad_twice() ? likeliest(trials_.hints()) : Items{};
}

bool Bisect::search()
{
	const auto works = [&](const Items &removed) { return try_without(removed); };
	BisectSearch search{first_weights(), works};
	search_ = &search;
	BisectAnswer answer = search.run();
	search_ = nullptr;
	edits_.set_culprits(std::move(answer.culprits));
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
	return failures_with(culprit, culprits(), answers_) > 1 ||
	       std::ranges::any_of(trials_.hints(), [&](const Hint &hint) {
		       return hint.item == culprit && hint.weight >= pointing_weight;
	       });
}

/** Did it fail with this one after the whole set was seen to work? */
bool Bisect::is_proven_needed(std::size_t culprit) const
{
	const auto worked = std::ranges::find(answers_, BisectTrial{culprits(), true});
	return failures_with(culprit, culprits(), {worked, answers_.end()}) > 0 &&
	       (culprits().size() == 1 || is_sure_of(culprit));
}

bool Bisect::works_with(std::size_t culprit)
{
	const std::string text = item_text(config_, items_[culprit]);
	const Items others = without(culprits(), culprit);
	const TrialStep step{.at_most = static_cast<unsigned>(culprits().size()) + 1,
		.what = fmt::format("with {} again", text),
		.suspect = text};
	const TrialRun run = trials_.try_with(edits_without(config_, items_, others), step);
	answers_.push_back({others, run.health.is_good});
	return run.health.is_good;
}

/** Where the answers are not the same, two of them decide. */
bool Bisect::is_needed(std::size_t culprit)
{
	const bool alone = culprits().size() == 1;
	if (is_proven_needed(culprit) || (alone && trials_.was_bad_twice() && is_sure_of(culprit)))
		return true;
	if (works_with(culprit))
		return !alone && !works_with(culprit);
	return alone || is_sure_of(culprit) || !works_with(culprit);
}

/** What was answered before the set was known is asked again: an answer may have been wrong. */
bool Bisect::each_is_needed()
{
	for (const std::size_t culprit : Items{culprits()}) {
		const std::string text = item_text(config_, items_[culprit]);
		if (is_needed(culprit))
			continue;
		result_.summary =
			fmt::format("with {} in force again it works, and before it did not", text);
		if (culprits().size() == 1)
			return false;
		result_.diagnostics.push_back({Level::Notice, result_.summary});
		edits_.set_culprits(without(culprits(), culprit));
	}
	return true;
}

/** What is to be the result is what worked last, or must work once more. */
bool Bisect::prove()
{
	const Edits edits = edits_.edits();
	result_.drop_in = trials_.text_of(edits);
	if (trials_.in_force() == result_.drop_in)
		return true;
	const TrialStep step{.at_most = 1, .what = "without " + trials_.in_words(culprits())};
	if (trials_.try_with(edits, step).health.is_good)
		return true;
	if (edits_.is_narrowed()) {
		/* what was found narrower was luck: without the settings it works, as was seen */
		edits_.give_up_narrowing();
		return prove();
	}
	result_.summary = fmt::format(
		"without {} it worked before, and now it does not", trials_.in_words(culprits()));
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
	Edits edits = edits_.edits();
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
	for (const std::size_t culprit : culprits()) {
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
	if (edits_.try_what_was_seen(seen_suspects()))
		return prove() ? end_found() : end(BisectVerdict::Flaky, result_.summary);
	if (!search())
		return end_not_found();
	if (!each_is_needed())
		return end(BisectVerdict::Flaky, result_.summary);
	edits_.narrow();
	return prove() ? end_found() : end(BisectVerdict::Flaky, result_.summary);
}

} // namespace

BisectResult bisect(UnitTransaction &change, ManagerInterface &manager,
	const BisectRequest &request, Examine examine, Consent consent, TrialProgress progress)
{
	return Bisect{change, manager, request, examine, consent, progress}.run();
}

} // namespace hardenctl
