// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/pager.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/text.hh"
#include "cli/pager-choice.hh"
#include "cli/terminal.hh"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace hardenctl {

/** @return errno, or 0 */
static int write_all(int fd, std::string_view text) noexcept
{
	while (!text.empty()) {
		const ssize_t written = write(fd, text.data(), text.size());
		if (written < 0 && errno != EINTR)
			return errno;
		if (written > 0)
			text.remove_prefix(static_cast<std::size_t>(written));
	}
	return 0;
}

static void write_plainly(std::string_view text)
{
	// The reader of a pipe may have seen enough: head(1).
	const int error = write_all(STDOUT_FILENO, text);
	if (error != 0 && error != EPIPE)
		throw Error(error, "Cannot write to standard output");
}

static void set_less_environment(bool secure)
{
	const char *options = std::getenv("SYSTEMD_LESS");
	setenv("LESS", options == nullptr ? "FRSXMK" : options, 1);
	const char *charset = std::getenv("SYSTEMD_LESSCHARSET");
	if (charset != nullptr || wants_utf8())
		setenv("LESSCHARSET", charset == nullptr ? "utf-8" : charset, 1);
	if (secure)
		setenv("LESSSECURE", "1", 1);
	else
		unsetenv("LESSSECURE");
}

static void try_to_become(const std::vector<std::string> &words)
{
	std::vector<char *> arguments;
	for (const std::string &word : words)
		arguments.push_back(const_cast<char *>(word.c_str()));
	arguments.push_back(nullptr);
	execvp(arguments.front(), arguments.data());
}

/** In the child. */
[[noreturn]] static void become_pager(int input, const PagerChoice &choice)
{
	signal(SIGPIPE, SIG_DFL);
	dup2(input, STDIN_FILENO);
	set_less_environment(choice.secure);
	for (const std::vector<std::string> &words : choice.commands)
		try_to_become(words);
	// No pager at all: what cat(1) does.
	std::array<char, 4096> buffer{};
	for (;;) {
		const ssize_t size = read(STDIN_FILENO, buffer.data(), buffer.size());
		if (size <= 0 || write_all(STDOUT_FILENO,
					 {buffer.data(), static_cast<std::size_t>(size)}) != 0)
			_exit(EXIT_SUCCESS);
	}
}

static void write_to_pager(std::string_view text, const PagerChoice &choice)
{
	std::array<int, 2> ends{};
	if (pipe2(ends.data(), O_CLOEXEC) < 0)
		return write_plainly(text);
	FileDescriptor reading{ends[0]};
	FileDescriptor writing{ends[1]};
	const pid_t pager = fork();
	if (pager < 0)
		return write_plainly(text);
	if (pager == 0) {
		writing = FileDescriptor{};
		become_pager(reading.get(), choice);
	}
	reading = FileDescriptor{};
	// EPIPE: the pager was left before the end.
	write_all(writing.get(), text);
	close(writing.release());
	while (waitpid(pager, nullptr, 0) < 0 && errno == EINTR) {
	}
}

void write_output(std::string_view text, bool with_pager)
{
	if (text.empty())
		return;
	signal(SIGPIPE, SIG_IGN);
	if (!with_pager || isatty(STDOUT_FILENO) != 1 || is_terminal_dumb())
		return write_plainly(text);
	const PagerChoice choice = choose_pager();
	if (choice.commands.empty())
		return write_plainly(text);
	write_to_pager(text, choice);
}

} // namespace hardenctl
