// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"
#include "trial/watch.hh"
#include "unit/manager.hh"

#include <string>

namespace hardenctl {

/** The manager that the options name. Throws Error for what is not this running system. */
ManagerLocation changed_manager(const CommandLine &command_line);

/**
 * The one argument, as the manager names it: with suffix, aliases resolved. Throws Error: more than
 * one, a template, a name that is none.
 */
std::string changed_unit(const CommandLine &command_line, Manager &manager);

/** From --settle= and --check=. */
WatchRequest watch_request(const CommandLine &command_line);

} // namespace hardenctl
