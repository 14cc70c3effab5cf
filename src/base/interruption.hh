// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/error.hh"
#include "base/file.hh"

#include <chrono>
#include <csignal>

namespace hardenctl {

/** SIGINT, SIGTERM or SIGHUP came: thrown from a wait, so that owners take back what they did. */
class Interrupted : public Error {
	int signal_;

public:
	explicit Interrupted(int signal);
	int signal_number() const noexcept { return signal_; }
};

/**
 * As long as it lives, SIGINT, SIGTERM, SIGHUP and SIGQUIT are held back and come out of its waits
 * as Interrupted; SIGPIPE is ignored, so that a lost terminal ends nothing half-way. One at a time,
 * and not with other threads.
 */
class Interruption {
	sigset_t before_{};
	struct sigaction pipe_before_ {};
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
	 * up. Throws Interrupted. @return is it ready?
	 */
	bool wait(int fd, short events, std::chrono::microseconds time);

	/** From now on signals wait until this is gone: what is taken back is taken back whole. */
	void go_deaf() noexcept { deaf_ = true; }
	void listen() noexcept { deaf_ = false; }
	bool is_deaf() const noexcept { return deaf_; }

	/** The mask that children get. */
	const sigset_t &mask_before() const noexcept { return before_; }
};

} // namespace hardenctl
