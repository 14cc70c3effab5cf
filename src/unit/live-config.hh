// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/function-ref.hh"
#include "unit/file-change.hh"
#include "unit/live-unit.hh"
#include "unit/unit-files.hh"

#include <optional>
#include <string>

namespace hardenctl {

/** The text of a unit file as the manager names it; nothing if it is not there or not readable. */
using UnitFileReader = FunctionRef<std::optional<std::string>(const std::string &path)>;

/**
 * A unit as the manager has it, with file and line of each setting where its files say the same.
 * What they do not say (any more) has the manager's value and an origin without a line. Throws
 * Error if read() does.
 */
UnitConfig live_unit_config(const LiveUnit &live, const UnitSearch &search, UnitFileReader read);

/**
 * Diagnostics of what is not in force: files that changed after they were loaded, or after the unit
 * was started. Throws Error if a file cannot be read.
 * @param newest_change of its files, asked for only if it matters
 */
void note_live_changes(UnitConfig &config, const LiveUnit &live, const UnitSearch &search,
	FunctionRef<std::optional<ChangedFile>()> newest_change);

} // namespace hardenctl
