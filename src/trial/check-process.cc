// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/check-process.hh"

#include "base/error.hh"
#include "base/text.hh"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/** For what the kernel does not let go, as in an I/O that hangs. */
constexpr auto longest_end = 2s;
constexpr auto check_pause = 5ms;
constexpr std::size_t max_children_size = 1 << 20;

struct SpawnSettings {
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;

	SpawnSettings(int output, const sigset_t &mask)
	{
		posix_spawn_file_actions_init(&files);
		posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
		posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
		posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
		posix_spawnattr_init(&attributes);
		sigset_t defaults;
		sigemptyset(&defaults);
		sigaddset(&defaults, SIGPIPE);
		posix_spawnattr_setsigdefault(&attributes, &defaults);
		posix_spawnattr_setsigmask(&attributes, &mask);
		posix_spawnattr_setflags(&attributes,
			POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
	}
	SpawnSettings(const SpawnSettings &) = delete;
	SpawnSettings &operator=(const SpawnSettings &) = delete;
	~SpawnSettings()
	{
		posix_spawn_file_actions_destroy(&files);
		posix_spawnattr_destroy(&attributes);
	}
};

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

/** @return false if it has not ended by then */
bool collect(pid_t pid, int &status, Clock::time_point until) noexcept
{
	for (;;) {
		const pid_t ended = waitpid(pid, &status, WNOHANG);
		if (ended == pid || (ended < 0 && errno != EINTR))
			return true;
		if (Clock::now() >= until)
			return false;
		std::this_thread::sleep_for(check_pause);
	}
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
	std::vector<char *> arguments;
	for (const std::string &word : command)
		arguments.push_back(const_cast<char *>(word.c_str()));
	arguments.push_back(nullptr);
	const SpawnSettings settings{output, mask};
	prctl(PR_GET_CHILD_SUBREAPER, &was_subreaper_);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	const int error = posix_spawnp(&pid_, arguments[0], &settings.files, &settings.attributes,
		arguments.data(), environ);
	if (error == 0)
		process_ = FileDescriptor{static_cast<int>(syscall(SYS_pidfd_open, pid_, 0))};
	if (error == 0 && process_)
		return;
	const int reason = error != 0 ? error : errno;
	if (error != 0)
		pid_ = -1;
	end();
	prctl(PR_SET_CHILD_SUBREAPER, was_subreaper_);
	throw Error{reason, "Cannot run the check " + command[0]};
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
		collect(pid_, status, Clock::now() + longest_end);
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
			int status = 0;
			collect(pid, status, until);
		}
		if (!found || Clock::now() >= until)
			return;
	}
} catch (const std::exception &) {
	// no memory for a list
	return;
}

} // namespace hardenctl
