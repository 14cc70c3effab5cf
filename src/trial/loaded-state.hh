// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/manager-interface.hh"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hardenctl {

/** What a unit was loaded from and with, to confirm later that it is so again. */
struct LoadedState {
	/** Fragment and drop-ins in the order in which they are applied, and a digest of each. */
	std::vector<std::pair<std::string, std::uint64_t>> files;
	/** As UnitState::settings; empty if the files had changed since they were loaded. */
	std::map<std::string, std::uint64_t> settings;
	/** Major version: another one has other properties and groups of system calls. */
	unsigned systemd_version = 0;
	/** NeedDaemonReload=: also without a change, where systemd never says that it is no. */
	bool needed_reload = false;

	bool operator==(const LoadedState &) const = default;
};

LoadedState loaded_state(const UnitState &state);

/**
 * Is the unit loaded as it was before a change? Settings are compared if its files are those of
 * before; when somebody else has changed them meanwhile, only the drop-ins are.
 * @param removed drop-ins that must no longer be in use
 * @return empty if it is; else what is not, in a sentence without its end
 */
std::string difference_to(
	const LoadedState &before, const UnitState &now, std::span<const std::string> removed);

} // namespace hardenctl
