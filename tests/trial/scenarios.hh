// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "scripted-manager.hh"
#include "steps.hh"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

/** Operations on a unit, each with what was there before it, in directories of their own. */
namespace hardenctl::test {

inline constexpr const char *service = "demo.service";
inline constexpr const char *socket_unit = "demo.socket";
inline constexpr int failed_status = 3;

/** Made on first use; what it is for is below root(). */
const std::string &top();
std::string root();
/** A file: what the scripted manager remembers. */
std::string memory();
std::string contents(const std::filesystem::path &path);
/** A directory with all that is in it. */
void copy(const std::string &from, const std::string &to);

using Operation = void (*)(ScriptedManager &);

struct Outcome {
	/** 0 or failed_status. */
	int status = 0;
	/** With failed_status. */
	std::string error;
	std::size_t steps = 0;
};

/** With a manager that has only what is in memory(). All but Mishap::Kill: to fork costs most. */
Outcome run(Operation operation, Mishap mishap = Mishap::None, std::size_t at = 0);

/**
 * In a process of its own, which has no destructors run at its end.
 * @return its status: 0, failed_status, killed_status, or -1 after a signal
 */
int run_apart(Operation operation, Mishap mishap = Mishap::None, std::size_t at = 0);

void revert_all(ScriptedManager &manager);
/** Takes back what was left, and changes nothing. */
void next_change(ScriptedManager &manager);
void elapse(ScriptedManager &manager);

struct Scenario {
	const char *name;
	void (*prepare)();
	/** What the operation goes on from, run apart, or nullptr. */
	Operation before;
	Operation operation;
};

std::span<const Scenario> all_scenarios();

/** Of the unit's files that are kept, and of their directories, below root(). */
std::vector<std::string> kept_places();

} // namespace hardenctl::test
