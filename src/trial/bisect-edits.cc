// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/bisect-edits.hh"

#include "trial/bisect-narrow.hh"
#include "trial/bisect-words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

namespace {

using Edits = std::vector<Edit>;
using Items = std::vector<std::size_t>;

/** Of each culprit: a wider edit is no loss that many restarts are worth. */
constexpr std::size_t max_narrowings = 4;
/** Trials of what was seen: behind so many denials there is hardly one more. */
constexpr unsigned max_uncovered = 6;
/** Of what the kernel shows of a failure: what is less likely waits for its turn. */
constexpr double least_seen = finding_weight / 10;
constexpr std::size_t most_seen = 3;

std::string lines_of(const Edits &edits)
{
	std::vector<std::string> lines;
	for (const Edit &edit : edits)
		lines.insert(lines.end(), edit.lines.begin(), edit.lines.end());
	return fmt::format("{}", fmt::join(lines, ", "));
}

/** What is left of these would be wide. */
bool is_first_by_words(Directive directive) noexcept
{
	return record(directive).holds == Holds::Capability || record(directive).writable_by;
}

bool contains(const Items &items, std::size_t item)
{
	return std::ranges::find(items, item) != items.end();
}

Items items_of(const std::vector<Hint> &hints)
{
	Items items;
	for (const Hint &hint : hints)
		items.push_back(hint.item);
	return items;
}

} // namespace

Items likeliest(const std::vector<Hint> &hints)
{
	Items items;
	if (!hints.empty() && hints.front().weight >= pointing_weight)
		return {hints.front().item};
	for (const Hint &hint : hints)
		if (hint.weight >= least_seen && items.size() < most_seen &&
			!contains(items, hint.item))
			items.push_back(hint.item);
	return items;
}

bool was_hidden(const Items &uncovered, const Items &seen)
{
	return !uncovered.empty() && std::ranges::none_of(uncovered, [&](std::size_t item) {
		return contains(seen, item);
	});
}

std::vector<Edits> BisectEdits::candidates_for(std::size_t culprit) const
{
	return narrowings(config_, system_, item(culprit), trials_.told(), trials_.foreseen());
}

TrialRun BisectEdits::try_now(std::string what, std::size_t suspect)
{
	TrialStep step{.at_most = static_cast<unsigned>(culprits_.size()), .what = std::move(what)};
	step.suspect = item_text(config_, item(suspect));
	return trials_.try_with(edits(), step);
}

/** Is one of several needed, the others being given up? */
void BisectEdits::put_back_if_possible(std::size_t suspect)
{
	const Items all = culprits_;
	const auto narrowed = narrowed_;
	std::erase(culprits_, suspect);
	narrowed_.erase(suspect);
	const std::string what = fmt::format("with {} again", item_text(config_, item(suspect)));
	if (try_now(what, suspect).health.is_good)
		return;
	culprits_ = all;
	narrowed_ = narrowed;
}

void BisectEdits::narrow_at_first(const Items &suspects)
{
	culprits_.insert(culprits_.end(), suspects.begin(), suspects.end());
	std::ranges::sort(culprits_);
	for (const std::size_t suspect : suspects) {
		auto candidates = candidates_for(suspect);
		if (!candidates.empty())
			narrowed_[suspect] = std::move(candidates.front());
	}
}

/** Where a culprit still denies something: that, too, or all of it. */
bool BisectEdits::give_up_more(const Diagnosis &after)
{
	for (const Hint &hint : hints_of(after, config_, trials_.items())) {
		const auto narrowed = narrowed_.find(hint.item);
		if (hint.weight < least_seen || narrowed == narrowed_.end())
			continue;
		not_enough_.try_emplace(hint.item, lines_of(narrowed->second));
		if (auto more = extended(narrowed->second, item(hint.item), after))
			narrowed->second = std::move(*more);
		else
			narrowed_.erase(narrowed);
		return true;
	}
	return false;
}

Items BisectEdits::next_suspects(const Diagnosis &after) const
{
	auto hints = hints_of(after, config_, trials_.items());
	std::erase_if(hints,
		[&](const Hint &hint) { return std::ranges::binary_search(culprits_, hint.item); });
	return likeliest(hints);
}

bool BisectEdits::try_what_was_seen(const Items &suspects)
{
	Items next = suspects;
	Items seen = items_of(trials_.hints());
	Items unproven;
	for (unsigned round = 0; round < max_uncovered && !suspects.empty(); ++round) {
		narrow_at_first(next);
		const std::size_t suspect = next.empty() ? suspects.front() : next.front();
		const TrialRun run = try_now("with " + lines_of(edits()), suspect);
		const Items uncovered = next_suspects(run.diagnosis);
		const bool is_hidden = was_hidden(uncovered, seen);
		if (next.size() > 1 || (!run.health.is_good && !is_hidden))
			unproven.insert(unproven.end(), next.begin(), next.end());
		if (run.health.is_good) {
			std::ranges::reverse(unproven);
			for (const std::size_t one : unproven)
				if (culprits_.size() > 1)
					put_back_if_possible(one);
			return true;
		}
		next = uncovered;
		if (next.empty() && !give_up_more(run.diagnosis))
			break;
		const Items shown = items_of(hints_of(run.diagnosis, config_, trials_.items()));
		seen.insert(seen.end(), shown.begin(), shown.end());
	}
	culprits_.clear();
	narrowed_.clear();
	return false;
}

Edits BisectEdits::edits() const
{
	Items given_up;
	for (const std::size_t culprit : culprits_)
		if (!narrowed_.contains(culprit))
			given_up.push_back(culprit);
	Edits edits = edits_without(config_, trials_.items(), given_up);
	std::size_t next = 0;
	for (std::size_t i = 0; i < given_up.size() && next < edits.size(); ++i)
		if (const auto tried = not_enough_.find(given_up[i]); tried != not_enough_.end())
			edits[next++].why += fmt::format(" ({} is not enough)", tried->second);
	for (const auto &[culprit, narrower] : narrowed_) {
		const Origin &origin = config_.assignments[item(culprit).assignments[0]].origin;
		for (Edit edit : narrower) {
			edit.cause = fmt::format("{} ({}:{})", item_text(config_, item(culprit)),
				origin.path, origin.line);
			edits.push_back(std::move(edit));
		}
	}
	return edits;
}

bool BisectEdits::narrow_step_by_step(std::size_t culprit)
{
	auto candidates = candidates_for(culprit);
	for (unsigned tries = 0; tries < max_narrowings && !candidates.empty(); ++tries) {
		const Edits narrower = std::move(candidates.front());
		candidates.erase(candidates.begin());
		narrowed_[culprit] = narrower;
		const auto left = std::min(max_narrowings - tries, candidates.size() + 1) + 1;
		const TrialRun run =
			trials_.try_with(edits(), {.at_most = static_cast<unsigned>(left),
							  .what = "with " + lines_of(narrower)});
		if (run.health.is_good)
			return true;
		not_enough_.try_emplace(culprit, lines_of(narrower));
		if (auto more = extended(narrower, item(culprit), run.diagnosis))
			candidates.insert(candidates.begin(), std::move(*more));
	}
	narrowed_.erase(culprit);
	return false;
}

/** The words of a list are searched like the settings: which are the fewest that do? */
bool BisectEdits::narrow_by_words(std::size_t culprit)
{
	const MissingWords missing = missing_words(config_, system_, item(culprit),
		{trials_.told(), trials_.foreseen(), trials_.places()});
	if (missing.words.empty())
		return false;
	BisectSearch *search = nullptr;
	const auto works = [&](const Items &given) {
		narrowed_[culprit] = {missing.edit(given)};
		const TrialRun run = trials_.try_with(
			edits(), {.at_most = search->at_most(),
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

bool BisectEdits::narrow_all_at_once()
{
	Edits all;
	for (const std::size_t culprit : culprits_) {
		const auto candidates = candidates_for(culprit);
		if (candidates.empty())
			continue;
		narrowed_[culprit] = candidates.front();
		all.insert(all.end(), candidates.front().begin(), candidates.front().end());
	}
	if (narrowed_.size() > 1 &&
		trials_.try_with(edits(), {.at_most = 1, .what = "with " + lines_of(all)})
			.health.is_good)
		return true;
	narrowed_.clear();
	return false;
}

void BisectEdits::narrow_each()
{
	for (const std::size_t culprit : culprits_)
		if (is_first_by_words(item(culprit).directive))
			narrow_by_words(culprit) || narrow_step_by_step(culprit);
		else
			narrow_step_by_step(culprit) || narrow_by_words(culprit);
}

void BisectEdits::narrow()
{
	if (!narrow_all_at_once())
		narrow_each();
}

} // namespace hardenctl
