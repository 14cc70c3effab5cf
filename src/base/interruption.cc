// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/interruption.hh"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <poll.h>
#include <span>
#include <sys/signalfd.h>
#include <sys/stat.h>

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

/** By its kind. */
bool may_be_lost(int fd) noexcept
{
	struct stat status {};
	if (fstat(fd, &status) < 0)
		return false;
	if (S_ISFIFO(status.st_mode))
		return fd != STDIN_FILENO;
	return S_ISSOCK(status.st_mode) || (S_ISCHR(status.st_mode) && isatty(fd) == 1);
}

/** poll(2) reports these unasked. */
bool has_hung_up(int fd) noexcept
{
	pollfd polled{fd, 0, 0};
	return poll(&polled, 1, 0) > 0;
}

int watched(int fd) noexcept
{
	return may_be_lost(fd) && !has_hung_up(fd) ? fd : -1;
}

} // namespace

Interrupted::Interrupted(int signal)
	: Error(std::string{"Interrupted by SIG"} + sigabbrev_np(signal))
{
}

Interruption::Interruption()
	: connection_{watched(STDIN_FILENO), watched(STDOUT_FILENO), watched(STDERR_FILENO)}
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
	std::array<pollfd, 2 + std::tuple_size_v<decltype(connection_)>> polled{
		{{fd, events, 0}, {deaf_ ? -1 : signals_.get(), POLLIN, 0}}};
	const auto connection = std::span{polled}.subspan(2);
	for (std::size_t i = 0; i < connection.size(); i++)
		connection[i] = {deaf_ ? -1 : connection_[i], 0, 0};
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
		if (std::ranges::any_of(
			    connection, [](const pollfd &end) { return end.revents != 0; }))
			throw ConnectionLost{};
		if (ready > 0 && polled[0].revents != 0)
			return true;
		if (ready == 0)
			return false;
	}
}

} // namespace hardenctl
