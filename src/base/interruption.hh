// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/error.hh"
#include "base/file.hh"

#include <array>
#include <chrono>
#include <csignal>

namespace hardenctl {

/** SIGINT, SIGTERM or SIGHUP came: thrown from a wait, so that owners take back what they did. */
class Interrupted : public Error {
public:
	explicit Interrupted(int signal);

protected:
	explicit Interrupted(const std::string &message) : Error(message) {}
};

/** The other end of standard input, output or error is gone, with or without a terminal. */
class ConnectionLost : public Interrupted {
public:
	ConnectionLost() : Interrupted("Connection lost") {}
};

/**
 * As long as it lives, SIGINT, SIGTERM, SIGHUP and SIGQUIT are held back and come out of its waits
 * as Interrupted, and a lost connection as ConnectionLost; SIGPIPE is ignored, so that a lost
 * terminal ends nothing half-way. One at a time, and not with other threads.
 *
 * A connection is what standard input, output and error are when it is made: terminals, sockets,
 * and pipes that are written to. It is lost once one of them hangs up. What has hung up before, is
 * closed, or is a file or /dev/null has no other end to lose; the end of a pipe that is read is
 * only the end of the input, as in `units | while read unit`.
 */
class Interruption {
	sigset_t before_{};
	struct sigaction pipe_before_ {};
	/** -1 where it is not watched. */
	std::array<int, 3> connection_;
	FileDescriptor signals_;
	bool deaf_ = false;

public:
	/** Throws Error. */
	Interruption();
	Interruption(const Interruption &) = delete;
	Interruption &operator=(const Interruption &) = delete;
	~Interruption() noexcept;

	/**
	 * Until the descriptor (-1 for none) is ready for these events of poll(2), or the time is
	 * up. Throws Interrupted and ConnectionLost. @return is it ready?
	 */
	bool wait(int fd, short events, std::chrono::microseconds time);

	/** Defer signals from here on, so that a rollback is never interrupted. */
	void defer_signals() noexcept { deaf_ = true; }
	void deliver_signals() noexcept { deaf_ = false; }
	bool is_deaf() const noexcept { return deaf_; }

	/** The mask that children get. */
	const sigset_t &mask_before() const noexcept { return before_; }
};

} // namespace hardenctl
