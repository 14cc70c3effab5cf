// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/interruption.hh"

#include <chrono>
#include <string>
#include <vector>

namespace hardenctl {

struct CheckOutcome {
	bool succeeded = false;
	/** "exit status 1", "killed by SIGSEGV", "it took longer than 10 s"; empty on success. */
	std::string reason;
	/** The end of what it wrote, at most 1 KiB, not escaped. */
	std::string output;
};

/**
 * Runs a program in a session of its own, without standard input; $PATH is searched. Its output is
 * read all the time, and only the end kept. When it ends, at the end of its time and when hardenctl
 * is interrupted, all that it has started is killed, also what runs in the background: nothing of
 * it delays the answer by more than 4 s. Throws Error if it cannot be started, Interrupted.
 */
CheckOutcome run_check(const std::vector<std::string> &command, std::chrono::milliseconds time,
	Interruption *interruption);

} // namespace hardenctl
