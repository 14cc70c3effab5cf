// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/file.hh"

#include <csignal>
#include <string>
#include <sys/types.h>
#include <vector>

namespace hardenctl {

/**
 * A program of a check and all that it starts, also what leaves its session and its parent: with
 * its owner, all of them end. Until then, orphans of it become children of hardenctl
 * (PR_SET_CHILD_SUBREAPER), which makes them known; children that were there before are left alone.
 * One at a time.
 */
class CheckProcess {
	std::vector<pid_t> others_;
	int was_subreaper_ = 0;
	pid_t pid_ = -1;
	FileDescriptor process_;

	void start(const std::vector<std::string> &command, int output, const sigset_t &mask);
	void end_descendants() noexcept;

public:
	/**
	 * In a session of its own; standard input is /dev/null, $PATH is searched. Throws Error if
	 * it cannot be started.
	 * @param output of both its outputs
	 * @param mask of signals
	 */
	CheckProcess(const std::vector<std::string> &command, int output, const sigset_t &mask);
	CheckProcess(const CheckProcess &) = delete;
	CheckProcess &operator=(const CheckProcess &) = delete;
	~CheckProcess() noexcept;

	/** A pidfd: readable once the program itself has ended. */
	int descriptor() const noexcept { return process_.get(); }

	/**
	 * Kills what still runs. Does not wait longer than 2 s for what cannot be killed now.
	 * @return the program's status, as of waitpid(2)
	 */
	int end() noexcept;
};

} // namespace hardenctl
