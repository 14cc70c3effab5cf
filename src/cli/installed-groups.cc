// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/installed-groups.hh"

#include "base/file.hh"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace hardenctl {

/** What it prints is 20 KiB. */
static constexpr std::size_t max_output = 1 << 20;

/** In the child. */
[[noreturn]] static void become_systemd_analyze(int output)
{
	// a change that is under way holds signals back
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, nullptr);
	signal(SIGPIPE, SIG_DFL);
	const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	dup2(nothing, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(nothing, STDERR_FILENO);
	setenv("SYSTEMD_COLORS", "0", 1);
	execlp("systemd-analyze", "systemd-analyze", "--no-pager", "syscall-filter", nullptr);
	_exit(EXIT_FAILURE);
}

static std::string read_all(int input)
{
	std::string text;
	std::array<char, 4096> buffer{};
	while (text.size() < max_output) {
		const ssize_t size = read(input, buffer.data(), buffer.size());
		if (size > 0)
			text.append(buffer.data(), static_cast<std::size_t>(size));
		else if (size == 0 || errno != EINTR)
			break;
	}
	return text;
}

/** Empty if it is not there or fails. */
static std::string ask_systemd_analyze()
{
	std::array<int, 2> ends{};
	if (pipe2(ends.data(), O_CLOEXEC) < 0)
		return {};
	FileDescriptor reading{ends[0]};
	FileDescriptor writing{ends[1]};
	const pid_t child = fork();
	if (child < 0)
		return {};
	if (child == 0)
		become_systemd_analyze(writing.get());
	writing = FileDescriptor{};
	std::string text = read_all(reading.get());
	reading = FileDescriptor{};
	int status = 0;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return {};
	return status == 0 ? text : std::string{};
}

std::span<const SyscallGroup> InstalledSyscallGroups::groups()
{
	if (!parsed_)
		parsed_.emplace(ask_systemd_analyze());
	return parsed_->groups();
}

} // namespace hardenctl
