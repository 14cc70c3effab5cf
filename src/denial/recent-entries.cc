// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/recent-entries.hh"

namespace hardenctl {

static constexpr std::size_t max_entries = 512;
static constexpr std::size_t max_size = 1024 * 1024;
/** Between the time of an entry and when it was received, by which the journal is sorted. */
static constexpr std::uint64_t delay = 1000000;

void RecentEntries::add(const Entry &entry)
{
	size_ += sizeof(Entry) + entry.message.size();
	is_full_ = is_full_ || entries_.size() >= max_entries || size_ > max_size;
	if (!is_full_)
		entries_.push_back(entry);
}

bool RecentEntries::covers(std::uint64_t since) const noexcept
{
	return has_all_ || (!entries_.empty() && entries_.back().realtime + delay < since);
}

} // namespace hardenctl
