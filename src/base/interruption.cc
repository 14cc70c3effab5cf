// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/interruption.hh"

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <poll.h>
#include <sys/signalfd.h>

namespace hardenctl {

namespace {

sigset_t held_back() noexcept
{
	sigset_t set;
	sigemptyset(&set);
	for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
		sigaddset(&set, signal);
	return set;
}

timespec to_timespec(std::chrono::microseconds time) noexcept
{
	const auto whole = std::chrono::duration_cast<std::chrono::seconds>(time);
	return {.tv_sec = whole.count(), .tv_nsec = std::chrono::nanoseconds{time - whole}.count()};
}

} // namespace

Interrupted::Interrupted(int signal)
	: Error(std::string{"Interrupted by SIG"} + sigabbrev_np(signal)), signal_(signal)
{
}

Interruption::Interruption()
{
	const sigset_t set = held_back();
	sigprocmask(SIG_BLOCK, &set, &before_);
	struct sigaction ignore {};
	ignore.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &ignore, &pipe_before_);
	signals_ = FileDescriptor{signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)};
	if (!signals_)
		throw Error{errno, "Cannot watch for signals"};
}

Interruption::~Interruption() noexcept
{
	sigaction(SIGPIPE, &pipe_before_, nullptr);
	sigprocmask(SIG_SETMASK, &before_, nullptr);
}

bool Interruption::wait(int fd, short events, std::chrono::microseconds time)
{
	using Clock = std::chrono::steady_clock;
	const auto until = Clock::now() + time;
	std::array<pollfd, 2> polled{{{fd, events, 0}, {deaf_ ? -1 : signals_.get(), POLLIN, 0}}};
	for (;;) {
		const auto left = std::max(std::chrono::microseconds{0},
			std::chrono::duration_cast<std::chrono::microseconds>(
				until - Clock::now()));
		const timespec timeout = to_timespec(left);
		const int ready = ppoll(polled.data(), polled.size(), &timeout, nullptr);
		if (ready < 0 && errno != EINTR)
			throw Error{errno, "Cannot wait"};
		signalfd_siginfo info{};
		if (ready > 0 && polled[1].revents != 0 &&
			read(signals_.get(), &info, sizeof info) == sizeof info)
			throw Interrupted{static_cast<int>(info.ssi_signo)};
		if (ready > 0 && polled[0].revents != 0)
			return true;
		if (ready == 0)
			return false;
	}
}

} // namespace hardenctl
