// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial-list.hh"
#include "denial/invocations.hh"
#include "denial/known-processes.hh"
#include "denial/program-context.hh"
#include "unit/unit-config.hh"

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace hardenctl {

/** How surely a process is one of the unit's. */
enum class Tie { None, Guess, Known };

struct Ownership {
	Tie tie = Tie::None;
	/** What a kernel record of the process is worth because of that tie. */
	Trust trust = Trust::Program;
};

/** Reads the lines of one invocation, oldest first, then the kernel's; keeps only what it finds. */
class IncidentReader {
	const UnitConfig &config_;
	Incident incident_;
	ProgramContext context_;
	DenialList denials_;
	KnownProcesses processes_;
	std::set<std::string> comms_;
	std::set<std::string> exes_;
	/** Where its lines come from: itself, or what is below a slice. */
	std::set<std::string> units_;
	/** Logins that the unit's processes opened: what runs in them inherits its filters. */
	std::set<std::uint32_t> sessions_;
	/** When processes died of SIGSYS, as anybody saw it. */
	std::vector<std::uint64_t> kill_times_;
	/** Of these, what PID 1 saw. */
	std::vector<std::uint64_t> reported_kills_;
	/** With what set-up statuses its processes ended, as PID 1 saw it. */
	std::set<int> setup_statuses_;
	/** What Select::LostExecutor names: processes of the unit, if nobody made that up. */
	std::set<pid_t> lost_processes_;
	bool starting_ = false;
	bool is_pasted_ = false;
	bool has_ended_ = false;
	/** Programs of an earlier run that are still there. */
	std::set<std::string> left_over_;
	const bool keeps_lines_;

	/** @return whether it means anything as a line of the manager */
	bool read_manager(const Entry &entry);
	void read_coredump(const Entry &entry);
	void add_program_errors(const Entry &entry, bool is_guess);
	void note_outcome(const Entry &entry);
	void keep(
		const Evidence &evidence, std::span<const Denial> denials, std::string_view reason);
	void keep(const Entry &entry, Source source, std::span<const Denial> denials,
		std::string_view reason);
	void note_writer(const Entry &entry);
	Ownership owner_by_pid(const Denial &denial, const KnownProcess &process) const;

public:
	/** @param keeps_lines see Incident::lines */
	IncidentReader(std::string unit, const UnitConfig &config, const Invocation &invocation,
		bool keeps_lines);

	/** An entry by or about the unit. */
	void read(const Entry &entry);

	/** Did a process fail, by the manager's word? */
	bool has_failed() const noexcept { return !incident_.exit.empty(); }

	/**
	 * An entry of Select::LostExecutor: names a process, and tells a step of the set-up if the
	 * manager saw a process end with that step's status.
	 */
	void read_lost_executor(Entry entry);

	/** Failed, and said nothing that is understood? */
	bool is_silent() const;

	/** An entry without a unit: weak, for nothing that is proven ties it to this one. */
	void read_unclaimed(const Entry &entry);

	const std::set<pid_t> &lost_processes() const noexcept { return lost_processes_; }

	/** When a process of it failed, microseconds since the epoch; 0 if none did. */
	std::uint64_t failed_at() const noexcept
	{
		return incident_.exit_evidence ? incident_.exit_evidence->time : 0;
	}

	/** Is it a process that the unit's entries name? */
	bool knows(pid_t pid) const { return processes_.find(pid) != nullptr; }

	/** Is a process in that unit one of this unit's? */
	bool is_own(const std::string &unit) const
	{
		return unit == incident_.unit || units_.contains(unit);
	}

	/** By the files of the unit's programs and of those that wrote its lines; by their names
	 * where the record has no file. */
	bool is_program_of_unit(const Denial &denial) const;

	/**
	 * How surely a kernel record is the unit's, as far as its own entries say.
	 * @param is_pasted nothing else is expected to be there
	 */
	Ownership owner_of(const Denial &denial, bool is_pasted) const;

	/** Processes of the unit that died of SIGSYS at that time, as PID 1 reported it. */
	std::size_t kills_near(std::uint64_t time) const noexcept;

	void add_kernel(Denial denial, Ownership owner);
	/** A kernel record that is not the unit's. */
	void pass_over_kernel(const Denial &denial);
	void note_lost_records() noexcept { incident_.records_lost = true; }
	void note(Level level, std::string message);

	const KnownProcesses &processes() const noexcept { return processes_; }

	Incident finish();
};

} // namespace hardenctl
