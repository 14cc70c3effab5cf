// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"
#include "observe/observation.hh"

#include <optional>
#include <string>

namespace hardenctl {

/**
 * `trace --detach`, `tighten --observe=`: a service of the manager traces the unit for --for=, and
 * saves what it sees. Throws Error: no unit, traced already, the kernel or the manager refuses.
 * @return exit status
 */
int start_detached_trace(const CommandLine &command_line);

/** `trace --stop`: ends it, and prints what was denied. Throws Error. @return exit status */
int stop_detached_trace(const CommandLine &command_line);

/** What the last one has saved so far. Throws Error; nothing if there was none. */
std::optional<Recording> saved_trace(const std::string &unit, bool user);

} // namespace hardenctl
