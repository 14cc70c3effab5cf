// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "process/runtime-facts.hh"
#include "unit/unit-config.hh"

#include <string>
#include <vector>

namespace hardenctl {

/** Where to look, for tests and for other roots. */
struct ObservedSystem {
	std::string proc = "/proc";
	/** Prefix of programs and directories; empty for the running system. */
	std::string root;
	bool user_manager = false;
	/** That were seen to run before. */
	std::vector<std::string> programs = {};
};

/**
 * The unit's processes at this moment, the programs of its Exec lines and the directories that are
 * its own. Without a process only what its files tell. Changes nothing; a process that may not be
 * looked at is a diagnostic. Reads as root see all; others their own processes only.
 */
RuntimeFacts collect_runtime_facts(const UnitConfig &config, const ObservedSystem &system);

} // namespace hardenctl
