// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstddef>

/**
 * Counts what changes something outside this process: calls of the scripted manager and changes of
 * files (the linker's --wrap=, see meson.build, leads those of the program through here). At one of
 * them the process ends as by SIGKILL, or the step fails.
 */
namespace hardenctl::test {

enum class Mishap {
	None,
	/** Ends the process once the step is done: no destructor runs. */
	Kill,
	/** The step is not done and fails: connection lost, no space left. */
	Fail,
	/** As Fail, and so does each call of the manager from then on. */
	ManagerGone,
	/** A call of the manager is done, but its answer is lost. */
	LoseAnswer,
	/** The timers of the scripted manager elapse once the step is done. */
	Elapse,
};

inline constexpr int killed_status = 137;

/** From now on; step 0 is the first. Without, nothing is counted. */
void begin_steps(Mishap mishap, std::size_t at);
void end_steps() noexcept;
std::size_t steps_so_far() noexcept;

/** For the scripted manager. Throws Error for a step that fails. */
void begin_manager_call();
/** @return should the timers elapse now? Throws Error for an answer that is lost. */
bool end_manager_call();

} // namespace hardenctl::test
