// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/function-ref.hh"

#include <cstddef>
#include <map>
#include <span>
#include <vector>

namespace hardenctl {

/** A finding is worth more than what stands in the files, in proportion to its confidence. */
inline constexpr double finding_weight = 200;
/** From this weight on an item is pointed at. */
inline constexpr double pointing_weight = finding_weight / 2;

/** Something that makes an item the likelier culprit. */
struct Hint {
	std::size_t item;
	/** Above 0; against the other items' weights. */
	double weight;
};

struct TrialAnswer {
	bool works = false;
	/** What the trial showed: who is suspicious of those that stayed, or were needed; best
	 * first. */
	std::vector<Hint> hints;
};

/** What was taken away (sorted), and whether it worked. */
struct BisectTrial {
	std::vector<std::size_t> removed;
	bool works = false;

	bool operator==(const BisectTrial &) const = default;
};

/** How many trials failed with this culprit there and all others of the set away? */
unsigned failures_with(std::size_t culprit, const std::vector<std::size_t> &culprits,
	std::span<const BisectTrial> trials);

/** Does it work without these items? They are sorted. */
using WorksWithout = FunctionRef<TrialAnswer(const std::vector<std::size_t> &removed)>;

struct BisectAnswer {
	/** Nothing if it does not even work without all items. */
	bool works_without_all = false;
	/** The smallest set found, sorted: it works without them, but not if one of them stays. */
	std::vector<std::size_t> culprits;
	/** Asked; the same question is never asked twice. */
	unsigned trials = 0;
};

/**
 * Finds a smallest set of items without which it works, if what works without some items works
 * without more. For k culprits of n items it takes at most about k (log2 n + 3) trials, and one for
 * each culprit where the weights point at them: the next question is the one that halves the
 * suspicion, not the number of items. Pure.
 */
class BisectSearch {
	WorksWithout works_;
	std::vector<double> weights_;
	std::vector<std::size_t> order_;
	std::vector<std::size_t> culprits_;
	std::map<std::vector<std::size_t>, bool> known_;
	unsigned trials_ = 0;
	bool has_worked_ = false;
	/** It works without culprits_ and the first high_ of order_, but not without the first
	 * low_. */
	std::size_t low_ = 0;
	std::size_t high_ = 0;

	bool ask(std::size_t prefix);
	void heed(const std::vector<Hint> &hints);
	std::size_t halve(std::size_t low, std::size_t high) const;
	unsigned depth(std::size_t low, std::size_t high) const;
	std::size_t pointed_at(std::size_t low, std::size_t high) const;
	std::size_t next_cut(std::size_t low, std::size_t high) const;
	bool works_at_all();
	void find_next();

public:
	/** @param weights by item, before any trial; above 0 */
	BisectSearch(std::vector<double> weights, WorksWithout works);

	BisectAnswer run();

	/** Trials that the culprit in search may still take, this one among them. */
	unsigned at_most() const;
	/** Culprits that are known. */
	std::size_t found() const noexcept { return culprits_.size(); }
	bool has_suspect() const noexcept { return low_ < high_; }
	/** The first suspect now, if there is one. */
	std::size_t suspect() const { return order_.at(low_); }
};

} // namespace hardenctl
