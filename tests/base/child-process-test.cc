// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/child-process.hh"

#include "harness.hh"

#include <array>
#include <csignal>
#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>

using namespace hardenctl;
using test::Check;

namespace {

/** What a shell script writes to its standard output. */
std::string output_of(const std::string &script, ChildSettings settings = {})
{
	Pipe pipe = make_pipe("make a pipe");
	settings.output = pipe.writing.get();
	const pid_t pid = start_child({"sh", "-c", script}, settings, "sh");
	pipe.writing = FileDescriptor{};
	std::string text;
	std::array<char, 256> buffer{};
	for (ssize_t size; (size = read(pipe.reading.get(), buffer.data(), buffer.size())) > 0;)
		text.append(buffer.data(), static_cast<std::size_t>(size));
	wait_for_child(pid);
	return text;
}

void variables_are_set_and_left_out(Check &check)
{
	setenv("CHILD_TEST_KEPT", "kept", 1);
	setenv("CHILD_TEST_OTHER", "before", 1);
	setenv("CHILD_TEST_GONE", "before", 1);
	const std::string script =
		"echo $CHILD_TEST_KEPT ${CHILD_TEST_OTHER} ${CHILD_TEST_GONE-unset}";
	check.equal(output_of(script, {.environment = {{"CHILD_TEST_OTHER", "after"},
					       {"CHILD_TEST_GONE", std::nullopt}}}),
		"kept after unset\n");
	check.equal(std::string{getenv("CHILD_TEST_OTHER")}, "before");
}

void input_is_empty(Check &check)
{
	check.equal(output_of("wc -c"), "0\n");
}

/** A pager that does not react to ^C would be one. */
void signals_are_not_held_back(Check &check)
{
	sigset_t all;
	sigset_t before;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	for (const int inherited : {SIGHUP, SIGINT, SIGQUIT}) /* of nohup(1) */
		signal(inherited, SIG_DFL);
	const auto ignored = signal(SIGPIPE, SIG_IGN);
	const std::string script = "grep -E '^Sig(Blk|Ign)' /proc/self/status | "
				   "sed 's/.*\\(.\\{4\\}\\)$/\\1/'";
	const std::string masks = output_of(script);
	signal(SIGPIPE, ignored);
	sigprocmask(SIG_SETMASK, &before, nullptr);
	check.equal(masks, "0000\n0000\n");
}

void status_is_that_of_waitpid(Check &check)
{
	const int status = wait_for_child(start_child({"sh", "-c", "exit 7"}, {}, "sh"));
	check.is_true(WIFEXITED(status) && WEXITSTATUS(status) == 7, "exit status");
	check.equal(wait_for_child(getpid()), -1);
}

/** The kernel keeps no status while SIGCHLD is ignored, and a caller may have left it so. */
void status_is_known_if_sigchld_was_ignored(Check &check)
{
	const auto before = signal(SIGCHLD, SIG_IGN);
	const int status = wait_for_child(start_child({"sh", "-c", "exit 7"}, {}, "sh"));
	signal(SIGCHLD, before);
	check.is_true(WIFEXITED(status) && WEXITSTATUS(status) == 7, "exit status");
}

void waiting_has_an_end(Check &check)
{
	const pid_t pid = start_child({"sleep", "60"}, {}, "sleep");
	const auto now = std::chrono::steady_clock::now();
	check.is_true(!wait_for_child(pid, now + std::chrono::milliseconds{20}), "it still runs");
	kill(pid, SIGKILL);
	const auto status = wait_for_child(pid, now + std::chrono::seconds{60});
	check.is_true(status && WIFSIGNALED(*status), "killed");
}

void what_is_not_there_is_an_error(Check &check)
{
	check.throws([] { start_child({"/nonexistent/program"}, {}, "the program"); },
		"Cannot run the program: No such file or directory");
}

} // namespace

int main()
{
	static constexpr test::Case cases[] = {
		{"variables are set and left out", variables_are_set_and_left_out},
		{"input is empty", input_is_empty},
		{"signals are not held back", signals_are_not_held_back},
		{"status is that of waitpid", status_is_that_of_waitpid},
		{"status is known if SIGCHLD was ignored", status_is_known_if_sigchld_was_ignored},
		{"waiting has an end", waiting_has_an_end},
		{"what is not there is an error", what_is_not_there_is_an_error},
	};
	return test::run("child process", cases);
}
