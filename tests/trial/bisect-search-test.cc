// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "trial/bisect-edits.hh"
#include "trial/bisect-search.hh"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <set>

using namespace hardenctl;
using test::Check;

namespace {

using Items = std::vector<std::size_t>;

/** A service that works once at least one item of each of these groups is gone. */
struct SimulatedUnit {
	std::size_t size = 0;
	std::vector<Items> groups;
	/** What the log tells after a failed trial, of those that still are there. */
	std::vector<Hint> told;
	std::set<Items> asked;
	bool asked_twice = false;

	TrialAnswer try_without(const Items &removed)
	{
		asked_twice |= !asked.insert(removed).second;
		const auto is_gone = [&](std::size_t item) {
			return std::ranges::binary_search(removed, item);
		};
		TrialAnswer answer{.works = std::ranges::all_of(groups, [&](const Items &group) {
			return std::ranges::any_of(group, is_gone);
		})};
		for (const Hint &suspect : told)
			if (!answer.works && !is_gone(suspect.item))
				answer.hints.push_back(suspect);
		return answer;
	}
};

BisectAnswer solve(SimulatedUnit &unit, std::vector<double> weights = {})
{
	weights.resize(unit.size, 1);
	const auto works = [&](const Items &removed) { return unit.try_without(removed); };
	return BisectSearch{std::move(weights), works}.run();
}

/** Zeller's ddmin over what is taken away, with complements and a memory: to compare with. */
unsigned trials_of_ddmin(SimulatedUnit unit)
{
	std::set<Items> seen;
	const auto works = [&](Items items) {
		std::ranges::sort(items);
		seen.insert(items);
		return unit.try_without(items).works;
	};
	Items items(unit.size);
	std::iota(items.begin(), items.end(), 0);
	works(items);
	for (std::size_t parts = 2; items.size() > 1 && parts <= items.size();) {
		bool reduced = false;
		for (const bool complement : {false, true})
			for (std::size_t part = 0; part < parts && !reduced; ++part) {
				Items tried;
				for (std::size_t i = 0; i < items.size(); ++i)
					if ((i * parts / items.size() == part) != complement)
						tried.push_back(items[i]);
				if (!works(tried))
					continue;
				items = tried;
				parts = complement ? std::max<std::size_t>(parts - 1, 2) : 2;
				reduced = true;
			}
		if (!reduced && parts == items.size())
			break;
		if (!reduced)
			parts = std::min(parts * 2, items.size());
	}
	return static_cast<unsigned>(seen.size());
}

void one_culprit_takes_few_trials_wherever_it_is(Check &check)
{
	for (const std::size_t size : {30, 40, 50}) {
		unsigned most = 0;
		for (std::size_t culprit = 0; culprit < size; ++culprit) {
			SimulatedUnit unit{.size = size, .groups = {{culprit}}};
			const auto answer = solve(unit);
			check.is_true(answer.culprits == Items{culprit}, "the culprit is found");
			check.is_true(!unit.asked_twice, "nothing is tried twice");
			check.equal(answer.trials, unsigned(unit.asked.size()));
			most = std::max(most, answer.trials);
		}
		// all off, log2(50) halvings, the culprit alone
		check.is_true(most <= 8, "8 trials are enough, not " + std::to_string(most));
	}
}

void who_is_pointed_at_is_tried_first(Check &check)
{
	for (std::size_t culprit = 0; culprit < 40; ++culprit) {
		SimulatedUnit unit{.size = 40, .groups = {{culprit}}};
		std::vector<double> weights(40, 1);
		weights[culprit] = 200;
		check.equal(solve(unit, weights).trials, 1u);
		SimulatedUnit told{.size = 40, .groups = {{culprit}}, .told = {{culprit, 200}}};
		check.is_true(solve(told).trials <= 9, "not more than without");
	}
}

void what_failed_with_a_culprit_and_without_the_others_counts(Check &check)
{
	const Items culprits{2, 5, 7};
	const std::vector<BisectTrial> trials{
		{{2, 5, 7}, true}, {{2, 5}, false},
		{{1, 2, 5}, false},              /* more is away: that does no harm */
		{{2, 5, 9}, true}, {{2}, false}, /* may be the fault of 5 as well */
	};
	check.equal(failures_with(7, culprits, trials), 2u);
	check.equal(failures_with(5, culprits, trials), 0u);
	check.equal(failures_with(2, culprits, trials), 0u);
}

void a_wrong_suspicion_costs_little(Check &check)
{
	for (std::size_t culprit = 1; culprit < 40; ++culprit) {
		SimulatedUnit unit{.size = 40, .groups = {{culprit}}};
		std::vector<double> weights(40, 1);
		weights[0] = 200;
		const auto answer = solve(unit, weights);
		check.is_true(answer.culprits == Items{culprit}, "the culprit is found");
		check.is_true(answer.trials <= 10, "at most two trials more");
	}
}

void two_that_each_break_it_are_both_found(Check &check)
{
	for (std::size_t first = 0; first < 30; ++first)
		for (std::size_t second = first + 1; second < 30; ++second) {
			SimulatedUnit unit{.size = 30, .groups = {{first}, {second}}};
			const auto answer = solve(unit);
			check.is_true(answer.culprits == Items{first, second}, "both are found");
			check.is_true(answer.trials <= 15, "not one by one");
			// The second one shows once the first is gone, as in a real log.
			SimulatedUnit told{.size = 30,
				.groups = {{first}, {second}},
				.told = {{first, 200}, {second, 150}}};
			std::vector<double> weights(30, 1);
			weights[first] = 200;
			const auto guided = solve(told, weights);
			check.is_true(guided.culprits == Items{first, second}, "guided, too");
			check.is_true(guided.trials <= 4,
				"4 trials, not " + std::to_string(guided.trials));
		}
}

void three_are_found(Check &check)
{
	SimulatedUnit unit{.size = 50, .groups = {{3}, {27}, {49}}};
	const auto answer = solve(unit);
	check.is_true(answer.culprits == Items{3, 27, 49}, "all three");
	check.is_true(answer.trials <= 24, "k (log2 n + 2)");
}

/** Two settings that only together break it: one of them is enough, and only one is named. */
void of_two_that_do_the_same_one_is_enough(Check &check)
{
	SimulatedUnit unit{.size = 40, .groups = {{7, 31}}};
	check.equal(solve(unit).culprits.size(), 1u);
}

/** Two settings that deny the same: both must go. */
void two_that_must_go_together(Check &check)
{
	SimulatedUnit unit{.size = 40, .groups = {{5}, {6}, {20, 21}}};
	const auto answer = solve(unit);
	check.equal(answer.culprits.size(), 3u);
	check.is_true(unit.try_without(answer.culprits).works, "it works without them");
}

void what_is_not_the_sandbox_takes_one_trial(Check &check)
{
	SimulatedUnit unit{.size = 40, .groups = {{}}};
	const auto answer = solve(unit);
	check.is_true(!answer.works_without_all && answer.culprits.empty(), "not the sandbox");
	check.equal(answer.trials, 1u);
	SimulatedUnit single{.size = 1, .groups = {{0}}};
	check.equal(solve(single).trials, 1u);
}

/** The bound that progress shows holds, and does not grow but for another suspicion. */
void the_bound_holds(Check &check)
{
	for (std::size_t culprit = 0; culprit < 50; ++culprit) {
		SimulatedUnit unit{.size = 50, .groups = {{culprit}}};
		const BisectSearch *running = nullptr;
		std::vector<unsigned> bounds;
		const auto works = [&](const Items &removed) {
			bounds.push_back(running->at_most());
			return unit.try_without(removed);
		};
		std::vector<double> weights(50, 1);
		weights[10] = 100;
		weights[11] = 30;
		BisectSearch search{weights, works};
		running = &search;
		search.run();
		for (std::size_t i = 1; i < bounds.size(); ++i)
			check.is_true(bounds[i] >= bounds.size() - i, "the bound holds");
	}
}

unsigned median(std::vector<unsigned> values)
{
	std::ranges::sort(values);
	return values[values.size() / 2];
}

/** Against plain delta debugging and one by one, on all pairs of 40 settings. */
void it_takes_fewer_trials_than_others(Check &check)
{
	std::vector<unsigned> blind, guided, ddmin;
	for (std::size_t first = 0; first < 40; ++first)
		for (std::size_t second = first; second < 40; ++second) {
			SimulatedUnit unit{.size = 40, .groups = {{first}, {second}}};
			ddmin.push_back(trials_of_ddmin(unit));
			SimulatedUnit copy = unit;
			blind.push_back(solve(copy).trials);
			std::vector<double> weights(40, 1);
			weights[first] = 200;
			unit.told = {{first, 200}, {second, 150}};
			guided.push_back(solve(unit, weights).trials);
		}
	std::printf("median trials for one or two culprits of 40: guided %u, not guided %u, "
		    "ddmin %u, one by one %u\n",
		median(guided), median(blind), median(ddmin), 41u);
	check.is_true(median(guided) <= 4, "guided");
	check.is_true(median(blind) * 2 <= median(ddmin), "not guided");
}

void what_uncovers_nothing_hid_nothing(Check &check)
{
	check.is_true(was_hidden({2}, {1}), "another one comes to light");
	check.is_true(!was_hidden({1}, {1}), "it was there before");
	check.is_true(!was_hidden({}, {1}), "nothing comes to light");
}

} // namespace

int main()
{
	static constexpr test::Case cases[]{
		{"one culprit takes few trials wherever it is",
			one_culprit_takes_few_trials_wherever_it_is},
		{"who is pointed at is tried first", who_is_pointed_at_is_tried_first},
		{"what failed with a culprit and without the others counts",
			what_failed_with_a_culprit_and_without_the_others_counts},
		{"a wrong suspicion costs little", a_wrong_suspicion_costs_little},
		{"two that each break it are both found", two_that_each_break_it_are_both_found},
		{"three are found", three_are_found},
		{"of two that do the same one is enough", of_two_that_do_the_same_one_is_enough},
		{"two that must go together", two_that_must_go_together},
		{"what is not the sandbox takes one trial",
			what_is_not_the_sandbox_takes_one_trial},
		{"the bound holds", the_bound_holds},
		{"it takes fewer trials than others", it_takes_fewer_trials_than_others},
		{"what uncovers nothing hid nothing", what_uncovers_nothing_hid_nothing},
	};
	return test::run("trial bisect search", cases);
}
