// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/bus.hh"
#include "unit/unit-config.hh"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hardenctl {

/** A directive as the manager has it; see lines_of_property(). */
struct LiveValue {
	Directive directive;
	std::vector<std::string> lines;
};

/** A unit as the running manager knows it. */
struct LiveUnit {
	std::string id;
	std::vector<std::string> names;
	/** "loaded", "not-found", "masked", "bad-setting", "error" */
	std::string load_state;
	/** "active", "failed", "activating", … */
	std::string active_state;
	std::string sub_state;
	std::string description;
	/** As the manager loaded them; the fragment is empty if there is none. */
	std::string fragment;
	std::vector<std::string> drop_ins;
	/** Files were changed since they were loaded. */
	bool need_reload = false;
	/** Made by systemd-run or over the bus. */
	bool transient = false;
	/** 128 bit hex of the last start; empty if there was none. */
	std::string invocation;
	/** Microseconds since the epoch, 0 for never. */
	std::uint64_t active_enter = 0;
	std::uint64_t inactive_exit = 0;
	std::uint64_t inactive_enter = 0;
	/** Automatic ones since it was started by somebody. */
	std::uint64_t restarts = 0;
	std::string service_type;
	std::string kill_mode;
	std::vector<ExecCommand> commands;
	std::vector<std::pair<std::string, std::string>> environment;
	/** Of every directive that it tells of, set or not; in the order of the enum. */
	std::vector<LiveValue> values;

	bool is_running() const noexcept
	{
		return active_state == "active" || active_state == "reloading";
	}
	/** nullptr if the manager does not tell. */
	const LiveValue *find(Directive directive) const noexcept;
};

/** The running service manager, asked over its bus. Not for two threads at once. */
class LiveManager {
	ManagerLocation location_;
	BusHandle bus_;

public:
	/** Throws Error that names the manager and the way out. */
	explicit LiveManager(const ManagerLocation &location);

	const ManagerLocation &location() const noexcept { return location_; }

	/** Major version; 0 if it does not tell. Throws Error. */
	unsigned version();

	/**
	 * All of a unit in one round trip; one that does not exist has load_state "not-found".
	 * Throws Error.
	 */
	LiveUnit read(const std::string &unit);

	/** Names of all failed services. Throws Error. */
	std::vector<std::string> failed_services();

	/** Names of all units in memory, for patterns; sorted. Throws Error. */
	std::vector<std::string> loaded_units();
};

} // namespace hardenctl
