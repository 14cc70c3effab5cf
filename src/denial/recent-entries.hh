// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry.hh"

#include <cstddef>
#include <cstdint>
#include <deque>

namespace hardenctl {

/**
 * A unit's newest entries, kept while they are read backwards, so that a short invocation need not
 * be read a second time. Bounded in number and size.
 */
class RecentEntries {
	std::deque<Entry> entries_;
	std::size_t size_ = 0;
	bool is_full_ = false;
	bool has_all_ = false;

public:
	/** Newest first; what does not fit, and all that comes after it, is not kept. */
	void add(const Entry &entry);

	/** There were no more. */
	void note_end() noexcept { has_all_ = !is_full_; }

	/** Are all entries of the unit since that time among those that were kept? */
	bool covers(std::uint64_t since) const noexcept;

	/** Newest first. */
	const std::deque<Entry> &entries() const noexcept { return entries_; }
};

} // namespace hardenctl
