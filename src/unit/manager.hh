// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/manager-interface.hh"

#include <chrono>
#include <map>
#include <memory>
#include <string>

struct sd_bus_slot;

namespace hardenctl {

struct SlotDeleter {
	void operator()(sd_bus_slot *slot) const noexcept;
};

/** The running service manager, over its bus. */
class Manager final : public ManagerInterface {
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
	~Manager() noexcept override;

	const ManagerLocation &location() const noexcept override { return location_; }
	Interruption *interruption() const noexcept override { return interruption_; }
	UnitState state(const std::string &unit) override;
	void reload() override;
	std::string restart(const std::string &unit) override
	{
		return run_job("RestartUnit", unit);
	}
	std::string start(const std::string &unit) override { return run_job("StartUnit", unit); }
	std::string stop(const std::string &unit) override { return run_job("StopUnit", unit); }
	void reset_failed(const std::string &unit) override;
	void start_timer(const TransientTimer &timer) override;
	void sleep(std::chrono::microseconds time) override;
};

} // namespace hardenctl
