// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial-list.hh"
#include "denial/invocations.hh"
#include "denial/program-context.hh"
#include "unit/unit-config.hh"

#include <cstdint>
#include <set>
#include <string>
#include <sys/types.h>
#include <vector>

namespace hardenctl {

/** How surely a process is one of the unit's. */
enum class Tie { None, Guess, Known };

/** Reads the lines of one invocation, oldest first, then the kernel's; keeps only what it finds. */
class IncidentReader {
	const UnitConfig &config_;
	Incident incident_;
	ProgramContext context_;
	DenialList denials_;
	std::set<pid_t> pids_;
	std::set<pid_t> written_pids_;
	std::set<std::string> comms_;
	/** Logins that the unit's processes opened: what runs in them inherits its filters. */
	std::set<std::uint32_t> sessions_;
	/** When processes died of SIGSYS, as the manager or systemd-coredump saw it. */
	std::vector<std::uint64_t> kill_times_;
	bool starting_ = false;
	bool has_ended_ = false;

	void read_manager(const Entry &entry);
	void read_coredump(const Entry &entry);
	void note_outcome(const Entry &entry);
	bool is_near_kill(std::uint64_t time) const noexcept;

public:
	IncidentReader(std::string unit, const UnitConfig &config, const Invocation &invocation);

	/** An entry by or about the unit. */
	void read(const Entry &entry);

	/** Is it a process that the unit's entries name? */
	bool knows(pid_t pid) const { return pids_.contains(pid); }

	/** By the names of the unit's programs and of those who wrote its lines. */
	bool is_program_of_unit(const Denial &denial) const;

	/** How surely a kernel record is the unit's. For is_pasted nothing else is expected to be
	 * there. */
	Tie tie(const Denial &denial, bool is_pasted) const;

	void add_kernel(Denial denial, Tie tie);
	void note_lost_records() noexcept { incident_.records_lost = true; }
	void note(Level level, std::string message);

	/** Processes that are known, but of which no line was read with the unit's name on it. */
	std::vector<pid_t> silent_processes() const;

	Incident finish();
};

} // namespace hardenctl
