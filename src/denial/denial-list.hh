// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace hardenctl {

/** Evidence lines that one denial keeps. */
inline constexpr std::size_t max_evidence = 4;
/** Different denials of one incident; what comes after them is counted only. */
inline constexpr std::size_t max_denials = 256;

/** Denials of one incident as they come: repeats are folded. */
class DenialList {
	std::vector<Denial> denials_;
	std::set<std::string> records_;
	std::size_t left_out_ = 0;

	bool is_new_event(const Denial &denial);

public:
	void add(Denial denial);

	std::size_t left_out() const noexcept { return left_out_; }
	const std::vector<Denial> &denials() const noexcept { return denials_; }

	/**
	 * In order of first appearance. One event that several sources tell (kernel record, core
	 * dump and exit; set-up step and exit status; a bare error beside its explanation) is one
	 * denial, that of the best source, with all of them as evidence.
	 */
	std::vector<Denial> take();
};

} // namespace hardenctl
