// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/interruption.hh"
#include "cli/command-line.hh"
#include "trial/trial-run.hh"
#include "trial/unit-transaction.hh"
#include "trial/watch.hh"
#include "unit/manager.hh"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace hardenctl {

/** Throws Error, with the way out, for --host= and --machine=. */
void predict_other_machine(const CommandLine &command_line);

/** The manager that the options name. Throws Error for what is not this running system. */
ManagerLocation changed_manager(const CommandLine &command_line);

/**
 * The one argument, as the manager names it: with suffix, aliases resolved. Throws Error: more than
 * one, a template, a name that is none.
 */
std::string changed_unit(const CommandLine &command_line, ManagerInterface &manager);

/** Writes on standard error that the manager does not answer. */
SlowNotice slow_notice(const CommandLine &command_line);

/** Throws Error if what is to be kept cannot be written: better before any restart. */
void check_kept_place(const CommandLine &command_line, const std::string &unit);

/** A sentence on why logins or this session need the unit; nothing if they do not. */
std::optional<std::string> session_reason(const CommandLine &command_line, const std::string &unit);

/** Microseconds since the epoch, rounded down to seconds: what a timer does then is not later. */
std::uint64_t time_after(std::chrono::seconds delay) noexcept;

/** --for= or --observe=, rounded up to seconds; `otherwise` without them. */
std::chrono::seconds given_time(const CommandLine &command_line, std::chrono::seconds otherwise);

/** From --settle=, --timeout=, --check= or the command after "--". Throws Error for both. */
WatchRequest watch_request(const CommandLine &command_line);

/**
 * A change of the unit that the command line names. First of all it takes back what a killed one
 * left, and says so: that is not to be looked at. For what logins need, it arms the way back also
 * without --confirm=. Throws Error as the functions above.
 */
struct ChangeSession {
	/** Of a unit that logins need, until it was told: why it has a way back. */
	std::optional<std::string> untold_reason;
	Interruption interruption;
	Manager manager;
	std::string unit;
	/** --confirm=, or what the unit needs; 0 for none. */
	std::chrono::seconds confirm;
	UnitTransaction change;

	ChangeSession(const CommandLine &command_line, const char *verb);
	/**
	 * With what else is changed; of the request, the unit and the time to confirm it are filled
	 * in here.
	 */
	ChangeSession(const CommandLine &command_line, ChangeRequest request);

	/** Once, before anything changes: that the manager takes the change back. */
	void tell_way_back(const CommandLine &command_line);

	/** When what was just kept is taken back unless confirmed; 0 if it stays. */
	std::uint64_t confirm_until() const noexcept
	{
		return change.awaits_confirmation() ? time_after(confirm) : 0;
	}
};

/** Unless --quiet, on standard error. */
void show_step(const CommandLine &command_line, const TrialStep &step);

} // namespace hardenctl
