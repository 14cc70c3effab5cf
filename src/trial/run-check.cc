// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/run-check.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace hardenctl {

namespace {

constexpr off_t output_kept = 1024;

/** Ends with its owner, and its children with it. */
class Child {
	pid_t pid_ = -1;

public:
	explicit Child(pid_t pid) noexcept : pid_(pid) {}
	Child(const Child &) = delete;
	Child &operator=(const Child &) = delete;
	~Child()
	{
		if (pid_ > 0)
			end();
	}

	pid_t pid() const noexcept { return pid_; }

	int collect() noexcept
	{
		int status = 0;
		while (waitpid(pid_, &status, 0) < 0 && errno == EINTR)
			;
		pid_ = -1;
		return status;
	}

	void end() noexcept
	{
		kill(-pid_, SIGKILL);
		collect();
	}
};

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
			POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	}
	SpawnSettings(const SpawnSettings &) = delete;
	SpawnSettings &operator=(const SpawnSettings &) = delete;
	~SpawnSettings()
	{
		posix_spawn_file_actions_destroy(&files);
		posix_spawnattr_destroy(&attributes);
	}
};

sigset_t mask_for_child(const Interruption *interruption)
{
	sigset_t mask;
	sigemptyset(&mask);
	return interruption ? interruption->mask_before() : mask;
}

Child start(const std::vector<std::string> &command, int output, const Interruption *interruption)
{
	std::vector<char *> arguments;
	for (const std::string &word : command)
		arguments.push_back(const_cast<char *>(word.c_str()));
	arguments.push_back(nullptr);
	const SpawnSettings settings{output, mask_for_child(interruption)};
	pid_t pid = -1;
	if (const int error = posix_spawnp(&pid, arguments[0], &settings.files,
		    &settings.attributes, arguments.data(), environ))
		throw Error{error, "Cannot run the check " + command[0]};
	return Child{pid};
}

std::string last_words(int output)
{
	struct stat status {};
	if (fstat(output, &status) < 0)
		return {};
	std::array<char, output_kept> text{};
	const auto size = pread(
		output, text.data(), text.size(), std::max<off_t>(0, status.st_size - output_kept));
	return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

std::string reason_of(int status)
{
	if (WIFSIGNALED(status))
		return fmt::format("killed by SIG{}", sigabbrev_np(WTERMSIG(status)));
	return fmt::format("exit status {}", WEXITSTATUS(status));
}

bool has_ended(pid_t pid, std::chrono::milliseconds time, Interruption *interruption)
{
	const FileDescriptor process{static_cast<int>(syscall(SYS_pidfd_open, pid, 0))};
	if (!process)
		throw Error{errno, "Cannot watch the check"};
	if (interruption)
		return interruption->wait(process.get(), POLLIN, time);
	pollfd polled{process.get(), POLLIN, 0};
	return poll(&polled, 1, static_cast<int>(time.count())) > 0;
}

} // namespace

CheckOutcome run_check(const std::vector<std::string> &command, std::chrono::milliseconds time,
	Interruption *interruption)
{
	const FileDescriptor output{memfd_create("check", MFD_CLOEXEC)};
	if (!output)
		throw Error{errno, "Cannot keep the output of the check"};
	Child child = start(command, output.get(), interruption);
	if (!has_ended(child.pid(), time, interruption)) {
		child.end();
		return {.reason = fmt::format("it took longer than {} s", time.count() / 1000),
			.output = last_words(output.get())};
	}
	const int status = child.collect();
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return {.succeeded = true};
	return {.reason = reason_of(status), .output = last_words(output.get())};
}

} // namespace hardenctl
