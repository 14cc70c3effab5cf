// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/file.hh"

#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

/** The only place that starts programs. */
namespace hardenctl {

/** What a program gets besides its words. It ignores no signal that only we ignore. */
struct ChildSettings {
	/** Stands for a descriptor: what this process has. */
	static constexpr int inherited = -1;
	/** Stands for a descriptor: /dev/null. */
	static constexpr int nothing = -2;

	int input = nothing;
	int output = inherited;
	int error = inherited;
	/** Signals that are blocked; none by default, whatever is blocked here. */
	std::optional<sigset_t> mask;
	bool new_session = false;
	/** Variables that are added or replaced; without a value they are left out. */
	std::vector<std::pair<std::string, std::optional<std::string>>> environment;
};

/**
 * $PATH is searched. SIGCHLD is set to its default, since no status is kept while it is ignored.
 * @return its process ID, to be waited for
 * @throws Error "Cannot run WHAT: …" if it cannot be started
 */
pid_t start_child(const std::vector<std::string> &command, const ChildSettings &settings,
	const std::string &what);

/** @return its status as of waitpid(2); -1 if there is no such child */
int wait_for_child(pid_t pid) noexcept;

/** The same until then. @return nothing if it still runs */
std::optional<int> wait_for_child(pid_t pid, std::chrono::steady_clock::time_point until) noexcept;

struct Pipe {
	FileDescriptor reading, writing;
};

/** With O_CLOEXEC. Throws Error "Cannot WHAT: …". */
Pipe make_pipe(const std::string &what);

} // namespace hardenctl
