// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/bisect-trials.hh"

#include "advice/drop-in.hh"
#include "advice/predict-denials.hh"
#include "process/collect-runtime-facts.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

BisectTrials::BisectTrials(UnitTransaction &change, ManagerInterface &manager,
	const BisectRequest &request, Examine examine, TrialProgress progress)
	: change_(change), manager_(manager), request_(request), config_(request.config),
	  examine_(examine), progress_(progress), items_(bisect_items(request.config))
{
}

std::string BisectTrials::text_of(const std::vector<Edit> &edits) const
{
	return edits.empty() ? "[Service]\n"
			     : compose_drop_in(config_, system_of(request_.system), edits);
}

std::string BisectTrials::in_words(const std::vector<std::size_t> &items) const
{
	if (items.size() > 3)
		return fmt::format("{} of {} settings", items.size(), items_.size());
	std::vector<std::string> texts;
	texts.reserve(items.size());
	for (const std::size_t item : items)
		texts.push_back(item_text(config_, items_[item]));
	return fmt::format("{}", fmt::join(texts, ", "));
}

void BisectTrials::learn(const Health &health, const Diagnosis &diagnosis)
{
	last_reason_ = health.reason;
	if (!health.is_good)
		told_.insert(told_.end(), diagnosis.findings.begin(), diagnosis.findings.end());
	else if (foreseen_.empty() && places_.empty()) {
		const RuntimeFacts runtime = collect_runtime_facts(
			config_, {.user_manager = request_.system.user_manager});
		foreseen_ = predict_denials(config_, request_.system, runtime);
		places_ = places_to_open(Sandbox{config_, system_of(request_.system)}, runtime);
	}
}

std::vector<Hint> BisectTrials::hints() const
{
	std::vector<Hint> hints = hints_of({.findings = told_}, config_, items_);
	for (const Hint &hint : hints_of({.findings = foreseen_}, config_, items_))
		hints.push_back(hint);
	std::ranges::stable_sort(hints, std::ranges::greater{}, &Hint::weight);
	return hints;
}

TrialRun BisectTrials::try_with(const std::vector<Edit> &edits, TrialStep step)
{
	step.number = ++count_;
	step.at_most += count_ - 1;
	progress_(step);
	const std::string text = text_of(edits);
	TrialRun run = run_trial(change_, manager_, config_.id, request_.watch, text, examine_);
	in_force_ = run.health.is_good ? std::optional{text} : std::nullopt;
	learn(run.health, run.diagnosis);
	step.health = &run.health;
	progress_(step);
	return run;
}

bool BisectTrials::is_bad_now()
{
	const UnitState &now = change_.before();
	Health health{.reason = fmt::format("failed ({})", now.result)};
	const bool can_be_checked = now.is_active() && !request_.watch.check.empty();
	if (now.needs_reload || (now.active_state != "failed" && !can_be_checked))
		return false;
	if (can_be_checked)
		health = watch(manager_, config_.id, request_.watch, "done");
	if (health.is_good)
		return false;
	const Diagnosis diagnosis = examine_(0);
	if (request_.is_traced) {
		count_++;
		was_bad_twice_ = diagnosis.incident.outcome == Outcome::Failed ||
				 diagnosis.incident.outcome == Outcome::Impaired;
	}
	learn(health, diagnosis);
	progress_({.what = "as it is", .health = &health});
	return true;
}

} // namespace hardenctl
