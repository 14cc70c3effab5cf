// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "observe/observation.hh"

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace hardenctl {

/**
 * What is kept of what was seen: however long a unit is watched and whatever it does, that stays
 * below 16 MiB.
 */
class ObservationLimit {
	std::size_t kept_ = 0;
	std::uint64_t left_out_ = 0;
	/** By a hash of what they are like. */
	std::unordered_map<std::size_t, unsigned> alike_;

	bool is_one_of_many(const ObservedEvent &seen);

public:
	/**
	 * Is it to be kept? Of what one call did with the same result below one directory, a
	 * thousand are: names that are made up for each file say no more than these.
	 */
	bool admits(const ObservedEvent &seen);

	/** For want of room; those that are like a thousand others do not count. */
	std::uint64_t left_out() const noexcept { return left_out_; }
};

} // namespace hardenctl
