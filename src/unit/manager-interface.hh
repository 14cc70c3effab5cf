// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/interruption.hh"
#include "unit/bus.hh"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hardenctl {

/** What the manager says of a unit now, in one answer; words as `systemctl show` prints them. */
struct UnitState {
	std::string id;
	std::string load_state;
	/** Why it is not loaded; empty if it is. */
	std::string load_error;
	std::string active_state;
	std::string sub_state;
	/** Result=; empty for types that have none. */
	std::string result;
	std::string fragment;
	/** In the order in which they are applied. */
	std::vector<std::string> drop_ins;
	/** Microseconds since the epoch; 0 for never. After a reload, the first is the later one.
	 */
	std::uint64_t state_changed = 0;
	std::uint64_t became_active = 0;
	/** Automatic restarts since it was started. */
	std::uint32_t restarts = 0;
	/** 128 bit hex, empty if it never ran. */
	std::string invocation;
	std::string control_group;
	/** Where its control group will be, if it has none yet; empty for types that have none. */
	std::string slice;
	bool needs_reload = false;
	/** Number of the job that waits or runs; 0 for none. */
	std::uint32_t job = 0;
	/** Property of each directive to a digest of its value, as loaded. */
	std::map<std::string, std::uint64_t> settings;
	/** Made at run time by systemd-run and the like: gone once it stops. */
	bool transient = false;
	bool refuses_manual_start = false;
	bool refuses_manual_stop = false;

	bool is_active() const noexcept
	{
		return active_state == "active" || active_state == "reloading";
	}
};

/** The words of a program that a service runs. */
struct TimerCommand {
	std::vector<std::string> words;
	/** If it fails, the service begins again, after a pause; others may fail. */
	bool must_succeed = false;
};

/** A service that the manager runs by itself after a time. */
struct TransientTimer {
	/** Without suffix; UNIT.timer and UNIT.service are made. */
	std::string name;
	std::string description;
	std::chrono::seconds delay{};
	/** One after the other, as of ExecStart= of Type=oneshot. */
	std::vector<TimerCommand> commands;
};

/** When a service that is started counts as started. */
enum class ServiceReady {
	/** When it says so, by sd_notify(3); what it prints is for nobody. */
	Notifies,
	/** When its program runs. It stays loaded after its end, and what it prints is logged. */
	Executed,
};

/** A service that the manager runs from now on. */
struct TransientService {
	/** With suffix. */
	std::string name;
	std::string description;
	/** The program, by its absolute path, and its arguments. */
	std::vector<std::string> words;
	/** Then the manager ends it. */
	std::chrono::seconds longest{};
	ServiceReady ready = ServiceReady::Notifies;
};

/**
 * A service manager that can be changed. Every function throws Error that names the unit and the
 * way out; those that wait throw Interrupted, too, if there is an Interruption.
 */
class ManagerInterface {
public:
	ManagerInterface() = default;
	ManagerInterface(const ManagerInterface &) = delete;
	ManagerInterface &operator=(const ManagerInterface &) = delete;
	virtual ~ManagerInterface() noexcept = default;

	virtual const ManagerLocation &location() const noexcept = 0;
	/** nullptr for none */
	virtual Interruption *interruption() const noexcept = 0;

	/** Loads it if need be; a unit that does not exist has load_state "not-found". */
	virtual UnitState state(const std::string &unit) = 0;

	/** daemon-reload */
	virtual void reload() = 0;

	/** The job's result when it has ended: "done", "failed", "timeout", "dependency", … */
	virtual std::string restart(const std::string &unit) = 0;
	virtual std::string start(const std::string &unit) = 0;
	virtual std::string stop(const std::string &unit) = 0;
	/** By its ExecReload=, or the signal of Type=notify-reload. */
	virtual std::string reload_unit(const std::string &unit) = 0;

	virtual void reset_failed(const std::string &unit) = 0;
	virtual void start_timer(const TransientTimer &timer) = 0;
	/** Signals of the manager are read meanwhile. */
	virtual void sleep(std::chrono::microseconds time) = 0;
};

} // namespace hardenctl
