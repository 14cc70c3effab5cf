// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "journal/entry.hh"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace hardenctl {

/** A process that the unit's entries name. */
struct KnownProcess {
	/** What a kernel record of it is worth: Kernel if the unit's own entries are its. */
	Trust trust = Trust::Program;
	std::string exe;
	/** When it was named last: microseconds since the epoch. */
	std::uint64_t last = 0;
	/** Is an entry known that it wrote with the unit's name on it? */
	bool wrote = false;
};

/** The newest ones, so that hostile text cannot make them more without end. */
class KnownProcesses {
	std::map<pid_t, KnownProcess> processes_;
	std::deque<pid_t> oldest_first_;

	KnownProcess &at(pid_t pid);

public:
	/** Somebody named it. */
	void note(pid_t pid, Trust trust, std::uint64_t time);

	/** It wrote this entry, which belongs to the unit. */
	void note_writer(const Entry &entry);

	/** nullptr if it is not known */
	const KnownProcess *find(pid_t pid) const noexcept;

	/** PIDs and when they were named last, of those that wrote nothing; at most `limit`. */
	std::vector<std::pair<pid_t, std::uint64_t>> silent(std::size_t limit) const;
};

} // namespace hardenctl
