// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"
#include "observe/observation-limit.hh"
#include "observe/observer.hh"
#include "unit/manager-interface.hh"

#include <cstddef>
#include <string>

namespace hardenctl {

/** Throws Error: not this system or a container of it, or built without libbpf. */
void require_traceable(const CommandLine &command_line);

/**
 * The control group of a unit below the mount point of version 2, as this system sees it: also of a
 * container, and of a unit that does not run. Throws Error.
 */
std::string traced_group(const CommandLine &command_line, const UnitState &state);

/** A unit that is watched in the kernel from construction on. Throws Error as Observer. */
class TraceSession {
	Observer observer_;
	Recording recording_;
	ObservationLimit limit_;
	/** So many have their links resolved. */
	std::size_t resolved_ = 0;
	/** Of a container: what its paths are below. */
	std::string root_;
	std::string last_invocation_;
	/** How often log files were opened until then. */
	std::uint64_t opened_logs_ = 0;
	unsigned starts_then_ = 0;

	void look_for_reopened_logs();

public:
	/** @param config of the unit: where it has no filter, watching costs less. Filters that its
	 * programs put in force are then not told from other refusals. May be missing. */
	TraceSession(const CommandLine &command_line, const UnitState &state,
		const UnitConfig *config = nullptr);

	/** Readable when there is something to take. */
	int descriptor() const noexcept { return observer_.descriptor(); }

	/** Takes what the kernel has for it. @return was there anything? */
	bool take();

	/** What the manager says of the unit: was it started or reloaded? */
	void note(const UnitState &state);

	/** What is seen from now on; the unit is about to be started. */
	void begin_anew();

	/** All that was seen so far, with the state in which the unit is. */
	const Recording &recording(const UnitState &state, const UnitState &before);

	/** As it was when that was asked for last. */
	const Recording &last_recording() const noexcept { return recording_; }

	/** The same, without what was seen before then; microseconds since the epoch. */
	Recording recording_since(
		std::uint64_t since, const UnitState &state, const UnitState &before);

	void set_check(const std::string &failure);
};

/** A manager that lets a session take its events whenever it is asked or waits. */
class TracedManager final : public ManagerInterface {
	ManagerInterface &manager_;
	TraceSession &session_;

	template <typename Value> Value after(Value value)
	{
		session_.take();
		return value;
	}

public:
	TracedManager(ManagerInterface &manager, TraceSession &session)
		: manager_(manager), session_(session)
	{
	}

	const ManagerLocation &location() const noexcept override { return manager_.location(); }
	Interruption *interruption() const noexcept override { return manager_.interruption(); }
	UnitState state(const std::string &unit) override
	{
		UnitState state = after(manager_.state(unit));
		session_.note(state);
		return state;
	}
	void reload() override { manager_.reload(); }
	std::string restart(const std::string &unit) override
	{
		return after(manager_.restart(unit));
	}
	std::string start(const std::string &unit) override { return after(manager_.start(unit)); }
	std::string stop(const std::string &unit) override { return after(manager_.stop(unit)); }
	std::string reload_unit(const std::string &unit) override
	{
		return after(manager_.reload_unit(unit));
	}
	void reset_failed(const std::string &unit) override { manager_.reset_failed(unit); }
	void start_timer(const TransientTimer &timer) override { manager_.start_timer(timer); }
	void sleep(std::chrono::microseconds time) override
	{
		manager_.sleep(time);
		session_.take();
	}
};

} // namespace hardenctl
