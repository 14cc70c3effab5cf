// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/manager-interface.hh"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hardenctl::test {

/** What such a manager has in memory of one unit. */
struct ScriptedUnit {
	std::string fragment;
	/** Path and contents as they were loaded. */
	std::vector<std::pair<std::string, std::string>> drop_ins;
	/** Setting to value, fragment and drop-ins merged: the last one counts. */
	std::map<std::string, std::string> settings;
	std::string active_state = "inactive";
	/** Settings that it was started with. */
	std::map<std::string, std::string> running;
	unsigned starts = 0;
};

/**
 * A user manager of the units in $XDG_CONFIG_HOME/systemd/user and their drop-ins, whose memory is
 * a file, so that it outlives a process that is killed. A service with PrivateNetwork=yes fails to
 * start, and so does a socket while the service of its name runs. Timers elapse when they are told
 * to; what they run is done: rm, rmdir and systemctl.
 */
class ScriptedManager final : public ManagerInterface {
	ManagerLocation location_{.user = true};
	std::string memory_;
	/** What is in it. */
	std::string saved_;
	std::map<std::string, ScriptedUnit> units_;
	std::map<std::string, std::vector<TimerCommand>> timers_;
	/** What timers run is the manager's own. */
	bool is_elapsing_ = false;

	void save();
	ScriptedUnit read(const std::string &unit) const;
	ScriptedUnit &loaded(const std::string &unit);
	std::string run_job(const std::string &unit, bool start);
	void run_command(const std::vector<std::string> &words);
	void begin_call() const;
	void end_call();

public:
	/** @param memory a file; what is in it is known from the beginning */
	explicit ScriptedManager(std::string memory);

	const ManagerLocation &location() const noexcept override { return location_; }
	Interruption *interruption() const noexcept override { return nullptr; }
	UnitState state(const std::string &unit) override;
	void reload() override;
	std::string restart(const std::string &unit) override;
	std::string start(const std::string &unit) override;
	std::string stop(const std::string &unit) override;
	std::string reload_unit(const std::string &) override { return "done"; }
	void reset_failed(const std::string &unit) override;
	void start_timer(const TransientTimer &timer) override;
	void sleep(std::chrono::microseconds) override {}

	/** All timers, one after the other. */
	void elapse();

	const ScriptedUnit &unit(const std::string &name) { return loaded(name); }
	std::size_t timers() const noexcept { return timers_.size(); }
	/** Would a reload change anything? */
	bool is_up_to_date(const std::string &unit);
};

} // namespace hardenctl::test
