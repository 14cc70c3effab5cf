// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-config.hh"

#include <map>
#include <string>
#include <vector>

namespace hardenctl {

/**
 * What trials have shown not to work, kept in /run/hardenctl until they are done: after an
 * interruption the next ones need not show it again. Counts only for the same configuration.
 */
class TightenProgress {
	std::string path_;
	std::string configuration_;
	/** First line of what was dropped, and why. */
	std::map<std::string, std::string> dropped_;

public:
	/** Reads what an interrupted one left. Throws Error if that cannot be read. */
	TightenProgress(const UnitConfig &config, bool user);

	const std::map<std::string, std::string> &dropped() const noexcept { return dropped_; }

	/** Written at once. Throws Error: disk full. */
	void drop(const std::string &line, const std::string &reason);

	void forget();
};

/** Where it is. Throws Error for a user without a session. */
std::string tighten_progress_path(const std::string &unit, bool user);

} // namespace hardenctl
