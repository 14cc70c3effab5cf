// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/pager.hh"

#include "base/child-process.hh"
#include "base/error.hh"
#include "base/text.hh"
#include "cli/pager-choice.hh"
#include "cli/terminal.hh"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>
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

static ChildSettings settings_of_pager(int input, bool secure)
{
	ChildSettings settings{.input = input};
	const char *options = std::getenv("SYSTEMD_LESS");
	settings.environment.emplace_back("LESS", options == nullptr ? "FRSXMK" : options);
	const char *charset = std::getenv("SYSTEMD_LESSCHARSET");
	if (charset != nullptr || wants_utf8())
		settings.environment.emplace_back(
			"LESSCHARSET", charset == nullptr ? "utf-8" : charset);
	settings.environment.emplace_back(
		"LESSSECURE", secure ? std::optional<std::string>{"1"} : std::nullopt);
	return settings;
}

/** The first one that can be started; nothing if none can. */
static std::optional<pid_t> start_pager(int input, const PagerChoice &choice)
{
	const ChildSettings settings = settings_of_pager(input, choice.secure);
	for (const std::vector<std::string> &words : choice.commands) {
		try {
			return start_child(words, settings, words.front());
		} catch (const Error &) {
			continue;
		}
	}
	return std::nullopt;
}

/** @return false if it has to be written without one */
static bool pass_to_pager(std::string_view text, const PagerChoice &choice)
try {
	Pipe pipe = make_pipe("make a pipe");
	const auto pager = start_pager(pipe.reading.get(), choice);
	if (!pager)
		return false;
	pipe.reading = FileDescriptor{};
	// EPIPE: the pager was left before the end.
	write_all(pipe.writing.get(), text);
	pipe.writing = FileDescriptor{};
	wait_for_child(*pager);
	return true;
} catch (const Error &) {
	return false;
}

void write_output(std::string_view text, bool with_pager)
{
	if (text.empty())
		return;
	signal(SIGPIPE, SIG_IGN);
	if (!with_pager || isatty(STDOUT_FILENO) != 1 || is_terminal_dumb())
		return write_plainly(text);
	const PagerChoice choice = choose_pager();
	if (!pass_to_pager(text, choice))
		write_plainly(text);
}

} // namespace hardenctl
