// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/child-process.hh"

#include "base/error.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace hardenctl {

namespace {

constexpr auto waiting_pause = std::chrono::milliseconds{5};

class SpawnActions {
	posix_spawn_file_actions_t files_;
	posix_spawnattr_t attributes_;

	void set(int fd, int source)
	{
		if (source == ChildSettings::nothing)
			posix_spawn_file_actions_addopen(&files_, fd, "/dev/null", O_RDWR, 0);
		else if (source != ChildSettings::inherited)
			posix_spawn_file_actions_adddup2(&files_, source, fd);
	}

public:
	explicit SpawnActions(const ChildSettings &settings)
	{
		posix_spawn_file_actions_init(&files_);
		posix_spawnattr_init(&attributes_);
		set(STDIN_FILENO, settings.input);
		set(STDOUT_FILENO, settings.output);
		set(STDERR_FILENO, settings.error);
		sigset_t set;
		sigemptyset(&set);
		posix_spawnattr_setsigmask(&attributes_, settings.mask ? &*settings.mask : &set);
		sigaddset(&set, SIGPIPE);
		posix_spawnattr_setsigdefault(&attributes_, &set);
		const int session = settings.new_session ? POSIX_SPAWN_SETSID : 0;
		posix_spawnattr_setflags(&attributes_,
			static_cast<short>(
				POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | session));
	}
	SpawnActions(const SpawnActions &) = delete;
	SpawnActions &operator=(const SpawnActions &) = delete;
	~SpawnActions() noexcept
	{
		posix_spawnattr_destroy(&attributes_);
		posix_spawn_file_actions_destroy(&files_);
	}

	const posix_spawn_file_actions_t *files() const noexcept { return &files_; }
	const posix_spawnattr_t *attributes() const noexcept { return &attributes_; }
};

std::vector<std::string> environment_of(const ChildSettings &settings)
{
	std::vector<std::string> variables;
	for (char **variable = environ; variable && *variable; ++variable) {
		const std::string_view text = *variable;
		const auto name = text.substr(0, text.find('='));
		if (std::ranges::none_of(settings.environment,
			    [name](const auto &change) { return change.first == name; }))
			variables.emplace_back(text);
	}
	for (const auto &[name, value] : settings.environment)
		if (value)
			variables.push_back(name + '=' + *value);
	return variables;
}

/** Ends in nullptr, as execve(2) wants it. */
std::vector<char *> pointers_to(const std::vector<std::string> &texts)
{
	std::vector<char *> pointers;
	for (const std::string &text : texts)
		pointers.push_back(const_cast<char *>(text.c_str()));
	pointers.push_back(nullptr);
	return pointers;
}

} // namespace

pid_t start_child(const std::vector<std::string> &command, const ChildSettings &settings,
	const std::string &what)
{
	const SpawnActions actions{settings};
	const auto variables = environment_of(settings);
	const auto arguments = pointers_to(command);
	if (signal(SIGCHLD, SIG_DFL) == SIG_ERR) // whoever started us may have had it ignored
		throw Error{errno, "Cannot run " + what};
	pid_t pid = -1;
	const int error = posix_spawnp(&pid, arguments[0], actions.files(), actions.attributes(),
		arguments.data(), pointers_to(variables).data());
	if (error != 0)
		throw Error{error, "Cannot run " + what};
	return pid;
}

int wait_for_child(pid_t pid) noexcept
{
	int status = -1;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

std::optional<int> wait_for_child(pid_t pid, std::chrono::steady_clock::time_point until) noexcept
{
	for (;;) {
		int status = -1;
		const pid_t ended = waitpid(pid, &status, WNOHANG);
		if (ended == pid)
			return status;
		if (ended < 0 && errno != EINTR)
			return -1;
		if (std::chrono::steady_clock::now() >= until)
			return std::nullopt;
		std::this_thread::sleep_for(waiting_pause);
	}
}

Pipe make_pipe(const std::string &what)
{
	std::array<int, 2> ends{};
	if (pipe2(ends.data(), O_CLOEXEC) < 0)
		throw Error{errno, "Cannot " + what};
	return {FileDescriptor{ends[0]}, FileDescriptor{ends[1]}};
}

} // namespace hardenctl
