// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/interruption.hh"
#include "unit/bus.hh"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

struct sd_bus_slot;

namespace hardenctl {

struct SlotDeleter {
	void operator()(sd_bus_slot *slot) const noexcept;
};

/** What the manager says of a unit now; words as `systemctl show` prints them. */
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
	/** Automatic restarts since it was started. */
	std::uint32_t restarts = 0;
	/** 128 bit hex, empty if it never ran. */
	std::string invocation;
	std::string control_group;
	bool needs_reload = false;
	/** Made at run time by systemd-run and the like: gone once it stops. */
	bool transient = false;
	bool refuses_manual_start = false;
	bool refuses_manual_stop = false;

	bool is_active() const noexcept
	{
		return active_state == "active" || active_state == "reloading";
	}
};

/** A service that the manager runs by itself after a time. */
struct TransientTimer {
	/** Without suffix; UNIT.timer and UNIT.service are made. */
	std::string name;
	std::string description;
	std::chrono::seconds delay{};
	/** One after the other, as of ExecStart= of Type=oneshot; the failure of one stops none. */
	std::vector<std::vector<std::string>> commands;
};

/**
 * The service manager, to be changed. Every function throws Error that names the unit and the way
 * out; those that wait throw Interrupted, too, if there is an Interruption.
 */
class Manager {
	ManagerLocation location_;
	BusHandle bus_;
	Interruption *interruption_;
	std::unique_ptr<sd_bus_slot, SlotDeleter> job_removed_;
	/** Object path to result. */
	std::map<std::string, std::string> ended_jobs_;

	std::string unit_path(const std::string &unit);
	std::string wait_for_job(const std::string &job, const std::string &what);
	std::string run_job(const char *method, const std::string &unit);
	void process_or_wait(std::chrono::microseconds time);

	friend int note_job_removed_for(Manager &manager, std::string job, std::string result);

public:
	/** @param interruption must outlive it; nullptr for none */
	explicit Manager(const ManagerLocation &location, Interruption *interruption = nullptr);
	Manager(const Manager &) = delete;
	Manager &operator=(const Manager &) = delete;
	~Manager() noexcept;

	const ManagerLocation &location() const noexcept { return location_; }
	Interruption *interruption() const noexcept { return interruption_; }

	/** Loads it if need be; a unit that does not exist has load_state "not-found". */
	UnitState state(const std::string &unit);

	/** daemon-reload */
	void reload();

	/** The job's result when it has ended: "done", "failed", "timeout", "dependency", … */
	std::string restart(const std::string &unit) { return run_job("RestartUnit", unit); }
	std::string start(const std::string &unit) { return run_job("StartUnit", unit); }
	std::string stop(const std::string &unit) { return run_job("StopUnit", unit); }

	void reset_failed(const std::string &unit);
	void start_timer(const TransientTimer &timer);
	/** Signals of the manager are read meanwhile. */
	void sleep(std::chrono::microseconds time);
};

} // namespace hardenctl
