// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/installed-groups.hh"

#include "base/child-process.hh"
#include "base/error.hh"

#include <array>
#include <cerrno>
#include <string>
#include <unistd.h>
#include <vector>

namespace hardenctl {

/** What it prints is 20 KiB. */
static constexpr std::size_t max_output = 1 << 20;

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
try {
	const std::vector<std::string> command{"systemd-analyze", "--no-pager", "syscall-filter"};
	Pipe pipe = make_pipe("make a pipe");
	const pid_t child = start_child(command,
		{.output = pipe.writing.get(),
			.error = ChildSettings::nothing,
			.environment = {{"SYSTEMD_COLORS", "0"}}},
		command[0]);
	pipe.writing = FileDescriptor{};
	std::string text = read_all(pipe.reading.get());
	pipe.reading = FileDescriptor{};
	return wait_for_child(child) == 0 ? text : std::string{};
} catch (const Error &) {
	return {};
}

std::span<const SyscallGroup> InstalledSyscallGroups::groups()
{
	if (!parsed_)
		parsed_.emplace(ask_systemd_analyze());
	return parsed_->groups();
}

} // namespace hardenctl
