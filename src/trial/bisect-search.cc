// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/bisect-search.hh"

#include <algorithm>
#include <numeric>

namespace hardenctl {

namespace {

/** How much of the weight is shared by all alike: bounds the trials where the rest is wrong. */
constexpr double doubt = 0.25;
/** Before it is asked whether it works at all. */
constexpr unsigned most_guesses = 3;

} // namespace

unsigned failures_with(std::size_t culprit, const std::vector<std::size_t> &culprits,
	std::span<const BisectTrial> trials)
{
	std::vector<std::size_t> others = culprits;
	std::erase(others, culprit);
	return static_cast<unsigned>(std::ranges::count_if(trials, [&](const BisectTrial &trial) {
		return !trial.works && !std::ranges::binary_search(trial.removed, culprit) &&
		       std::ranges::includes(trial.removed, others);
	}));
}

BisectSearch::BisectSearch(std::vector<double> weights, WorksWithout works)
	: works_(works), weights_(std::move(weights)), order_(weights_.size())
{
	std::iota(order_.begin(), order_.end(), 0);
	std::ranges::stable_sort(
		order_, std::ranges::greater{}, [&](std::size_t item) { return weights_[item]; });
	high_ = order_.size();
}

bool BisectSearch::ask(std::size_t prefix)
{
	std::vector<std::size_t> removed = culprits_;
	removed.insert(removed.end(), order_.begin(),
		order_.begin() + static_cast<std::ptrdiff_t>(prefix));
	std::ranges::sort(removed);
	if (removed.empty())
		return false; // the base line: that it does not work is why somebody asks
	if (const auto known = known_.find(removed); known != known_.end())
		return known->second;
	++trials_;
	const TrialAnswer answer = works_(removed);
	known_.emplace(std::move(removed), answer.works);
	(answer.works ? high_ : low_) = prefix;
	has_worked_ = has_worked_ || answer.works;
	heed(answer.hints);
	return answer.works;
}

/** To the front of those that are neither ruled out nor known; the rest keeps its order. */
void BisectSearch::heed(const std::vector<Hint> &hints)
{
	auto front = order_.begin() + static_cast<std::ptrdiff_t>(low_);
	const auto end = order_.begin() + static_cast<std::ptrdiff_t>(high_);
	for (const Hint &hint : hints) {
		const auto found = std::find(front, end, hint.item);
		if (found == end)
			continue;
		weights_[hint.item] = std::max(weights_[hint.item], hint.weight);
		std::rotate(front, found, found + 1);
		++front;
	}
}

/** Where to cut, so that about half of the suspicion lies on each side. */
std::size_t BisectSearch::halve(std::size_t low, std::size_t high) const
{
	double all = 0;
	for (std::size_t i = low; i < high; ++i)
		all += weights_[order_[i]];
	const double share = doubt / static_cast<double>(high - low);
	double sum = 0;
	for (std::size_t cut = low; cut + 1 < high; ++cut) {
		const double weight = (1 - doubt) * weights_[order_[cut]] / all + share;
		if (sum + weight >= 0.5)
			return cut == low || sum + weight - 0.5 <= 0.5 - sum ? cut + 1 : cut;
		sum += weight;
	}
	return high - 1;
}

unsigned BisectSearch::depth(std::size_t low, std::size_t high) const
{
	if (high - low < 2)
		return 0;
	const std::size_t cut = next_cut(low, high);
	return 1 + std::max(depth(low, cut), depth(cut, high));
}

/** One more trial tells whether the culprit was the last one, and one whether there is any. */
unsigned BisectSearch::at_most() const
{
	return depth(low_, high_) + (has_worked_ ? 1 : 2);
}

/** The last item of the shortest prefix that does: without it the prefix is too short. */
void BisectSearch::find_next()
{
	while (high_ - low_ > 1) {
		const std::size_t cut = next_cut(low_, high_);
		if (ask(cut))
			high_ = cut;
		else
			low_ = cut;
	}
	culprits_.push_back(order_[high_ - 1]);
	order_.resize(high_ - 1);
	low_ = 0;
	high_ = order_.size();
}

/** First those that are pointed at, all at once; then halves. */
std::size_t BisectSearch::next_cut(std::size_t low, std::size_t high) const
{
	const std::size_t cut = low + pointed_at(low, high);
	return cut > low && cut < high ? cut : halve(low, high);
}

std::size_t BisectSearch::pointed_at(std::size_t low, std::size_t high) const
{
	std::size_t count = 0;
	while (low + count < high && weights_[order_[low + count]] >= pointing_weight)
		++count;
	return count;
}

bool BisectSearch::works_at_all()
{
	for (unsigned i = 0; i < most_guesses; ++i) {
		const std::size_t count = pointed_at(low_, high_);
		if (count == 0 || low_ + count == high_)
			break;
		if (ask(low_ + count))
			return true;
	}
	return !order_.empty() && ask(order_.size());
}

BisectAnswer BisectSearch::run()
{
	BisectAnswer answer;
	answer.works_without_all = works_at_all();
	if (answer.works_without_all) {
		do
			find_next();
		while (!order_.empty() && !ask(0));
		answer.culprits = culprits_;
		std::ranges::sort(answer.culprits);
	}
	answer.trials = trials_;
	return answer;
}

} // namespace hardenctl
