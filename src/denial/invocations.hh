// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/function-ref.hh"
#include "denial/denial.hh"
#include "journal/entry.hh"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hardenctl {

/** One run of the unit as seen from its newest entries backwards. */
struct Invocation {
	/** Empty if the manager never gave it one: it was refused before. */
	std::string id;
	std::string hostname;
	std::string boot_id;
	std::uint64_t first = 0;
	std::uint64_t last = 0;
	std::size_t entries = 0;
	/** Is its beginning among the entries that were seen? */
	bool begins = false;
	bool failed = false;
	bool succeeded = false;
	/** Did the manager say that its start was done? */
	bool started = false;
	/** The manager tried again by itself after it. */
	bool restarted = false;
	/** A process of it ended, or wrote something. */
	bool ran = false;
	std::string result;
	std::string exit;
};

/** Fed with entries of one unit on one host, newest first. */
class Invocations {
	std::vector<Invocation> list_;
	std::vector<Evidence> ignored_lines_;
	std::uint64_t ignored_since_ = 0;

	Invocation &group_of(const Entry &entry);
	void note_ignored_line(const Entry &entry);

public:
	void add(const Entry &entry);

	/** Is enough known to choose(), so that older entries need not be read? */
	bool settled() const noexcept;

	bool empty() const noexcept { return list_.empty(); }

	/**
	 * The newest that failed; but the newest of all if it runs or ended well and is not just
	 * another try after a failure.
	 * @param newest_time of the log, asked for only if it matters
	 * @param changed when the unit's files were changed last: a start that works after that is
	 * another thing than the next try
	 */
	const Invocation &choose(
		FunctionRef<std::uint64_t()> newest_time, std::uint64_t changed = 0) const;

	/** Those before it, newest first; as many as were seen. */
	std::span<const Invocation> before(const Invocation &chosen) const noexcept;

	/**
	 * The run before it if that one failed, or the one before that: a restart by hand often
	 * stops the manager's own next try. nullptr if neither did.
	 */
	const Invocation *failure_before(const Invocation &chosen) const;

	/** The newest before it whose start was done and that did not fail; nullptr if none is
	 * seen. */
	const Invocation *last_good_before(const Invocation &chosen) const noexcept;

	/** Failed ones next before the chosen one, with the same result and exit. */
	unsigned repeats(const Invocation &chosen) const;

	/** What the manager ignored when it loaded the unit last. */
	std::vector<Evidence> take_ignored_lines();
};

/** A run that has lasted so long has recovered: microseconds. */
inline constexpr std::uint64_t recovery = 60000000;

/** Were the unit's files changed at that time, after the one failed and before the other began? */
bool was_changed_between(
	const Invocation &failure, const Invocation &run, std::uint64_t changed) noexcept;

/** INVOCATION_ID= of the manager's entries, the trusted field of the others; empty if neither. */
const std::string &invocation_of(const Entry &entry) noexcept;

} // namespace hardenctl
