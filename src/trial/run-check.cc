// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/run-check.hh"

#include "base/child-process.hh"
#include "base/error.hh"
#include "trial/check-process.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/wait.h>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t output_kept = 1024;
constexpr std::size_t chunk_size = 65536;
/** What a pipe can hold at most for others than root; pipe(7). */
constexpr unsigned chunks_left = 16;

/** Both outputs of a check, read as they come, of which the end is kept. */
class Output {
	Pipe pipe_ = make_pipe("read the output of the check");
	std::string tail_;

public:
	Output() { fcntl(pipe_.reading.get(), F_SETFL, O_NONBLOCK); }

	int reading() const noexcept { return pipe_.reading.get(); }
	int writing() const noexcept { return pipe_.writing.get(); }
	const std::string &tail() const noexcept { return tail_; }

	/** Once the process has its own. */
	void close_writing() noexcept { const FileDescriptor closed{std::move(pipe_.writing)}; }

	/** What is there now. @return bytes; 0 at the end, negative if there is nothing yet */
	ssize_t read_some()
	{
		std::array<char, chunk_size> chunk;
		const ssize_t size = read(pipe_.reading.get(), chunk.data(), chunk.size());
		if (size > 0)
			tail_.append(chunk.data(), static_cast<std::size_t>(size));
		if (tail_.size() > output_kept)
			tail_.erase(0, tail_.size() - output_kept);
		return size;
	}

	/** When all have ended that wrote to it, or should have. */
	void read_rest()
	{
		for (unsigned i = 0; i < chunks_left && read_some() > 0; i++)
			;
	}
};

bool wait_for(int fd, std::chrono::milliseconds time, Interruption *interruption)
{
	if (interruption)
		return interruption->wait(fd, POLLIN, time);
	pollfd polled{fd, POLLIN, 0};
	const auto longest = std::chrono::milliseconds{std::numeric_limits<int>::max()};
	return poll(&polled, 1, static_cast<int>(std::min(time, longest).count())) > 0;
}

/** One descriptor for both: the process has ended, or there is output. */
FileDescriptor watch_both(int process, int output)
{
	FileDescriptor both{epoll_create1(EPOLL_CLOEXEC)};
	for (const int fd : {process, output}) {
		epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
		if (!both || epoll_ctl(both.get(), EPOLL_CTL_ADD, fd, &event) < 0)
			throw Error{errno, "Cannot watch the check"};
	}
	return both;
}

/** @return false if its time was up */
bool read_until_end(const CheckProcess &process, Output &output, std::chrono::milliseconds time,
	Interruption *interruption)
{
	const FileDescriptor both = watch_both(process.descriptor(), output.reading());
	const auto until = Clock::now() + time;
	bool open = true;
	while (!wait_for(process.descriptor(), 0ms, interruption)) {
		const auto left =
			std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
		if (left <= 0ms || !wait_for(both.get(), left, interruption))
			return false;
		if (open && output.read_some() == 0) {
			// all have closed it: it would be ready from now on
			open = false;
			epoll_ctl(both.get(), EPOLL_CTL_DEL, output.reading(), nullptr);
		}
	}
	return true;
}

std::string reason_of(int status)
{
	if (WIFSIGNALED(status))
		return fmt::format("killed by SIG{}", sigabbrev_np(WTERMSIG(status)));
	return fmt::format("exit status {}", WEXITSTATUS(status));
}

sigset_t mask_for_child(const Interruption *interruption)
{
	sigset_t mask;
	sigemptyset(&mask);
	return interruption ? interruption->mask_before() : mask;
}

} // namespace

CheckOutcome run_check(const std::vector<std::string> &command, std::chrono::milliseconds time,
	Interruption *interruption)
{
	Output output;
	CheckProcess process{command, output.writing(), mask_for_child(interruption)};
	output.close_writing();
	const bool in_time = read_until_end(process, output, time, interruption);
	const int status = process.end();
	output.read_rest();
	if (!in_time)
		return {.reason = fmt::format("it took longer than {} s", time.count() / 1000),
			.output = output.tail()};
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return {.succeeded = true, .reason = {}, .output = {}};
	return {.reason = reason_of(status), .output = output.tail()};
}

} // namespace hardenctl
