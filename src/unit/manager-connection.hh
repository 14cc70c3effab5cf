// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/error.hh"
#include "base/function-ref.hh"
#include "base/interruption.hh"
#include "unit/bus.hh"
#include "unit/manager-call.hh"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace hardenctl {

/**
 * The manager went away, or did not answer in time: whether it did what it was asked is unknown.
 * `systemctl daemon-reexec` and an upgrade of systemd end all private connections.
 */
class ManagerLost : public Error {
public:
	using Error::Error;
};

/** Receives one sentence when the manager keeps its caller waiting. */
using SlowNotice = std::function<void(const std::string &)>;

struct SlotDeleter {
	void operator()(sd_bus_slot *slot) const noexcept { sd_bus_slot_unref(slot); }
};
using SlotHandle = std::unique_ptr<sd_bus_slot, SlotDeleter>;

/** A connection to the manager that is opened anew when it is lost. */
class ManagerConnection {
	using Clock = std::chrono::steady_clock;

	ManagerLocation location_;
	Interruption *interruption_;
	SlowNotice slow_notice_;
	BusHandle bus_;
	SlotHandle job_removed_;
	/** Object path to result. */
	std::map<std::string, std::string> ended_jobs_;
	/** False once it was waited for in vain, until it answers again. */
	bool is_responsive_ = true;
	bool has_answered_ = false;
	bool has_noticed_ = false;

	void open();
	void reopen(Clock::time_point deadline, Clock::time_point begin);
	void wait_for_events(std::chrono::microseconds time);
	void notice_if_slow(Clock::time_point begin);
	MessageHandle wait_for_reply(sd_bus_message *message, const std::string &what,
		Clock::time_point begin, Clock::time_point deadline);
	MessageHandle call_until(FunctionRef<MessageHandle(sd_bus *)> make, const std::string &what,
		std::string_view expected, Clock::time_point begin, Clock::time_point deadline);

	friend int note_job_removed(
		sd_bus_message *message, void *connection, sd_bus_error *error) noexcept;

public:
	/** How long a manager may be silent, or away. */
	static constexpr std::chrono::seconds patience{90};

	/**
	 * Throws Error that names the manager and the way out.
	 * @param interruption must outlive it; nullptr for none
	 */
	ManagerConnection(const ManagerLocation &location, Interruption *interruption,
		SlowNotice slow_notice);
	ManagerConnection(const ManagerConnection &) = delete;
	ManagerConnection &operator=(const ManagerConnection &) = delete;

	const ManagerLocation &location() const noexcept { return location_; }
	Interruption *interruption() const noexcept { return interruption_; }

	/**
	 * One method call. Throws ManagerLost, Error, Interrupted.
	 * @param make the message, for the connection that is given
	 * @param what "restart nginx.service", for the Error
	 */
	MessageHandle call_once(FunctionRef<MessageHandle(sd_bus *)> make, const std::string &what);

	/**
	 * A call that may be repeated: over a new connection, as often as it is lost. Throws
	 * ManagerLost if the manager does not come back, Error, Interrupted.
	 * @param expected the name of a bus error that is none here; the answer is null then
	 * @param time to wait at most
	 */
	MessageHandle call(FunctionRef<MessageHandle(sd_bus *)> make, const std::string &what,
		std::string_view expected = {}, std::chrono::seconds time = patience);

	/** Waits for the JobRemoved signal of a job. @return its result; nothing if the time is up
	 */
	std::optional<std::string> wait_for_job(
		const std::string &job, std::chrono::microseconds time);

	/** Signals of the manager are read meanwhile. Throws Interrupted. */
	void sleep(std::chrono::microseconds time);
};

} // namespace hardenctl
