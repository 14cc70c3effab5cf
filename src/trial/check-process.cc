// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/check-process.hh"

#include "base/child-process.hh"
#include "base/error.hh"
#include "base/text.hh"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/** For what the kernel does not let go, as in an I/O that hangs. */
constexpr auto longest_end = 2s;
constexpr std::size_t max_children_size = 1 << 20;

/** Of this process, whose only thread this is; none where the kernel does not list them. */
std::vector<pid_t> children()
{
	std::vector<pid_t> out;
	try {
		const std::string text = read_file(
			fmt::format("/proc/self/task/{}/children", getpid()), max_children_size);
		for (const std::string_view word : split_blanks(text))
			if (const auto pid = parse_number<pid_t>(word); pid && *pid > 1)
				out.push_back(*pid);
	} catch (const Error &) {
		return {};
	}
	return out;
}

} // namespace

CheckProcess::CheckProcess(
	const std::vector<std::string> &command, int output, const sigset_t &mask)
	: others_(children())
{
	start(command, output, mask);
}

void CheckProcess::start(const std::vector<std::string> &command, int output, const sigset_t &mask)
{
	const ChildSettings settings{
		.output = output, .error = output, .mask = mask, .new_session = true};
	const std::string what = "the check " + command[0];
	prctl(PR_GET_CHILD_SUBREAPER, &was_subreaper_);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	try {
		pid_ = start_child(command, settings, what);
		process_ = FileDescriptor{static_cast<int>(syscall(SYS_pidfd_open, pid_, 0))};
		if (!process_)
			throw Error{errno, "Cannot run " + what};
	} catch (const Error &) {
		end();
		prctl(PR_SET_CHILD_SUBREAPER, was_subreaper_);
		throw;
	}
}

CheckProcess::~CheckProcess() noexcept
{
	end();
	prctl(PR_SET_CHILD_SUBREAPER, was_subreaper_);
}

int CheckProcess::end() noexcept
{
	int status = 0;
	if (pid_ > 0) {
		// Not collected yet, so that no other group can have its number.
		kill(-pid_, SIGKILL);
		status = std::max(wait_for_child(pid_, Clock::now() + longest_end).value_or(0), 0);
		pid_ = -1;
	}
	end_descendants();
	return status;
}

/** The children of what is killed come to be listed here, too. */
void CheckProcess::end_descendants() noexcept
try {
	const auto until = Clock::now() + longest_end;
	for (;;) {
		bool found = false;
		for (const pid_t pid : children()) {
			if (std::ranges::find(others_, pid) != others_.end())
				continue;
			found = true;
			kill(pid, SIGKILL);
			wait_for_child(pid, until);
		}
		if (!found || Clock::now() >= until)
			return;
	}
} catch (const std::exception &) {
	// no memory for a list
	return;
}

} // namespace hardenctl
