// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "denial/seccomp.hh"
#include "sandbox/sandbox.hh"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hardenctl {

/**
 * The drop-in that makes a system call filter log what it would deny, and let it pass. Throws Error
 * if the unit has no filter, or systemd cannot log (before 247).
 */
std::string permissive_drop_in(const std::string &unit, const Sandbox &sandbox);

/** What was logged while the filter was permissive. */
class LearnedCalls {
public:
	struct Seen {
		std::size_t count = 0;
		std::set<std::string> comms;
	};

private:
	const SyscallFilter &filter_;
	std::map<std::string, Seen> calls_;
	bool foreign_ = false;

public:
	explicit LearnedCalls(const SyscallFilter &filter) : filter_(filter) {}

	/** Only calls that the filter refuses count. */
	void add(const LoggedCall &logged);

	const std::map<std::string, Seen> &calls() const noexcept { return calls_; }
	/** Were some of another ABI, which SystemCallArchitectures= decides on, too? */
	bool has_foreign() const noexcept { return foreign_; }

	/** What lets exactly these calls pass; nothing if there are none. */
	std::optional<Edit> edit() const;
};

/**
 * Was this logged by a process of the unit? By its control group, as long as it lives; a process
 * that is gone, or whose PID is one of another namespace, is taken for one of the unit's.
 */
bool may_be_of_unit(pid_t pid, const std::string &control_group);

} // namespace hardenctl
