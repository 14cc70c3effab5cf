// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/interruption.hh"
#include "cli/command-line.hh"
#include "trial/live-change.hh"
#include "trial/trial-run.hh"
#include "trial/watch.hh"
#include "unit/manager.hh"

#include <string>

namespace hardenctl {

/** Throws Error, with the way out, for --host= and --machine=. */
void refuse_other_machine(const CommandLine &command_line);

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

/** From --settle=, --timeout=, --check= or the command after "--". Throws Error for both. */
WatchRequest watch_request(const CommandLine &command_line);

/**
 * A change of the unit that the command line names. First of all it takes back what a killed one
 * left, and says so: that is not to be looked at. Throws Error as the functions above.
 */
struct ChangeSession {
	Interruption interruption;
	Manager manager;
	std::string unit;
	LiveChange change;

	ChangeSession(const CommandLine &command_line, const char *verb);
	/** With what else is changed; of the request, the unit and --confirm= are filled in here.
	 */
	ChangeSession(const CommandLine &command_line, ChangeRequest request);
};

/** Unless --quiet, on standard error. */
void show_step(const CommandLine &command_line, const TrialStep &step);

} // namespace hardenctl
