// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/manager-connection.hh"
#include "unit/manager-interface.hh"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace hardenctl {

/**
 * The running service manager, over its bus. A connection that is lost (`systemctl daemon-reexec`)
 * is opened anew and the call repeated where that does no harm, for ManagerConnection::patience;
 * the functions throw ManagerLost after that.
 */
class Manager final : public ManagerInterface {
	ManagerConnection connection_;

	std::string run_job(const char *method, const std::string &unit);
	std::string start_job(const char *method, const std::string &unit, const std::string &what);
	std::string wait_for_job(
		const std::string &job, const std::string &unit, const std::string &what);
	std::string start_transient(
		const std::string &unit, const std::function<MessageHandle(sd_bus *)> &call);

public:
	/** @param interruption must outlive it; nullptr for none */
	explicit Manager(const ManagerLocation &location, Interruption *interruption = nullptr,
		SlowNotice slow_notice = {});

	const ManagerLocation &location() const noexcept override { return connection_.location(); }
	Interruption *interruption() const noexcept override { return connection_.interruption(); }
	UnitState state(const std::string &unit) override;
	void reload() override;
	std::string restart(const std::string &unit) override
	{
		return run_job("RestartUnit", unit);
	}
	std::string start(const std::string &unit) override { return run_job("StartUnit", unit); }
	std::string stop(const std::string &unit) override { return run_job("StopUnit", unit); }
	std::string reload_unit(const std::string &unit) override
	{
		return run_job("ReloadUnit", unit);
	}
	void reset_failed(const std::string &unit) override;
	void start_timer(const TransientTimer &timer) override;
	/** The job's result, once it is ready or has failed. Throws as the others. */
	std::string start_service(const TransientService &service);
	void sleep(std::chrono::microseconds time) override { connection_.sleep(time); }
};

} // namespace hardenctl
