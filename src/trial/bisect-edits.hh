// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "trial/bisect-trials.hh"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace hardenctl {

/** Of what the kernel shows of a failure: one that is pointed at, else the few likeliest. @param
 * hints the best first */
std::vector<std::size_t> likeliest(const std::vector<Hint> &hints);

/** Did a trial uncover something, and nothing that was seen before? Then what it gave up is needed.
 */
bool was_hidden(const std::vector<std::size_t> &uncovered, const std::vector<std::size_t> &seen);

/** The culprits of a bisect, and what becomes of each: given up, or as much less as was seen to
 * work. */
class BisectEdits {
	const UnitConfig &config_;
	const System system_;
	BisectTrials &trials_;
	/** Sorted. */
	std::vector<std::size_t> culprits_;
	std::map<std::size_t, std::vector<Edit>> narrowed_;
	/** What was tried and did not do, in words. */
	std::map<std::size_t, std::string> not_enough_;

	const BisectItem &item(std::size_t culprit) const { return trials_.items()[culprit]; }
	std::vector<std::vector<Edit>> candidates_for(std::size_t culprit) const;
	TrialRun try_now(std::string what, std::size_t suspect);
	void narrow_at_first(const std::vector<std::size_t> &suspects);
	bool give_up_more(const Diagnosis &after);
	std::vector<std::size_t> next_suspects(const Diagnosis &after) const;
	void put_back_if_possible(std::size_t suspect);
	bool narrow_step_by_step(std::size_t culprit);
	bool narrow_by_words(std::size_t culprit);
	bool narrow_all_at_once();
	void narrow_each();

public:
	/** The configuration and the trials must outlive it. */
	BisectEdits(const UnitConfig &config, const System &system, BisectTrials &trials)
		: config_(config), system_(system), trials_(trials)
	{
	}

	const std::vector<std::size_t> &culprits() const noexcept { return culprits_; }
	/** They are given up. @param culprits sorted */
	void set_culprits(std::vector<std::size_t> culprits) { culprits_ = std::move(culprits); }

	/** What is given up, with what was tried to avoid that, and what is narrowed. */
	std::vector<Edit> edits() const;

	/**
	 * What the kernel shows is given up, as narrowly as it shows it, and with it what each
	 * trial uncovers; then less of it. A suspect that nothing else was seen behind until it was
	 * given up is needed; of others it is tried. Without suspects nothing is changed. Throws as
	 * BisectTrials. @return did that work?
	 * @param suspects of the unit as it is, the likeliest first
	 */
	bool try_what_was_seen(const std::vector<std::size_t> &suspects);

	/** Less than giving the culprits up, by trials. Throws as BisectTrials. */
	void narrow();
	bool is_narrowed() const noexcept { return !narrowed_.empty(); }
	void give_up_narrowing() noexcept { narrowed_.clear(); }
};

} // namespace hardenctl
