// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "trial/run-check.hh"

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace hardenctl;
using namespace std::chrono_literals;
using test::Check;

namespace {

void a_check_succeeds_or_says_why_not(Check &check)
{
	check.is_true(run_check({"true"}, 10s, nullptr).succeeded, "true succeeds");
	const auto failed = run_check({"sh", "-c", "echo out; echo err >&2; exit 3"}, 10s, nullptr);
	check.is_true(!failed.succeeded, "it fails");
	check.equal(failed.reason, "exit status 3");
	check.equal(failed.output, "out\nerr\n");
	check.equal(
		run_check({"sh", "-c", "kill -SEGV $$"}, 10s, nullptr).reason, "killed by SIGSEGV");
	check.throws([] { run_check({"/no/such/check"}, 1s, nullptr); },
		"Cannot run the check /no/such/check");
}

/** It and what it started. */
void a_check_that_hangs_is_killed(Check &check)
{
	const time_t before = time(nullptr);
	const auto late = run_check({"sh", "-c", "sleep 100 & sleep 100"}, 1s, nullptr);
	check.equal(late.reason, "it took longer than 1 s");
	check.is_true(time(nullptr) - before < 20, "it does not wait for the sleeps");
}

void only_the_end_of_long_output_is_kept(Check &check)
{
	const auto outcome =
		run_check({"sh", "-c", "yes | head -c 100000; echo end; exit 1"}, 10s, nullptr);
	check.equal(outcome.output.size(), 1024u);
	check.is_true(outcome.output.ends_with("y\nend\n"), "the end is there");
}

/** A file that what runs in the background would write later on. */
class Trace {
	std::string path_;

public:
	Trace()
	{
		char name[] = "/tmp/check-XXXXXX";
		const FileDescriptor file{mkstemp(name)};
		path_ = name;
	}
	Trace(const Trace &) = delete;
	Trace &operator=(const Trace &) = delete;
	~Trace() { unlink(path_.c_str()); }

	const std::string &path() const noexcept { return path_; }
	std::string text() const { return read_file(path_, 4096); }
};

double seconds_since(std::chrono::steady_clock::time_point then)
{
	return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count();
}

/** In the same session, in one of their own, and orphaned twice. */
void what_a_check_leaves_in_the_background_ends_with_it(Check &check)
{
	const Trace trace;
	const std::string write = "sleep 1; echo written >>" + trace.path();
	for (const std::string &background : {"(" + write + ") &", "setsid sh -c '" + write + "' &",
		     "setsid sh -c \"setsid sh -c '" + write + "' & sleep 0.1\" & sleep 0.3",
		     "(trap '' TERM HUP INT; " + write + ") & sleep 0.2"}) {
		const auto began = std::chrono::steady_clock::now();
		const auto outcome = run_check({"sh", "-c", background}, 20s, nullptr);
		check.is_true(outcome.succeeded, background);
		check.is_true(seconds_since(began) < 5, "it does not wait for them");
	}
	std::this_thread::sleep_for(1500ms);
	check.equal(trace.text(), "");
}

void others_children_are_left_alone(Check &check)
{
	const pid_t other = fork();
	if (other == 0) {
		execlp("sleep", "sleep", "100", nullptr);
		_exit(1);
	}
	run_check({"true"}, 10s, nullptr);
	check.equal(waitpid(other, nullptr, WNOHANG), 0);
	kill(other, SIGKILL);
	waitpid(other, nullptr, 0);
}

/** Nothing is filled with it. */
void endless_output_is_read_and_dropped(Check &check)
{
	const auto began = std::chrono::steady_clock::now();
	const auto late = run_check({"sh", "-c", "yes long & yes longer"}, 1s, nullptr);
	check.equal(late.reason, "it took longer than 1 s");
	check.is_true(late.output.size() <= 1024 && late.output.find("long") != std::string::npos,
		"the end is kept");
	check.is_true(seconds_since(began) < 6, "in time");
	// no file either, that of memfd_create(2) included
	rlimit before{};
	getrlimit(RLIMIT_FSIZE, &before);
	const rlimit small{1000000, before.rlim_max};
	setrlimit(RLIMIT_FSIZE, &small);
	check.equal(run_check({"sh", "-c", "head -c 300000000 /dev/zero; exit $?"}, 60s, nullptr)
			    .reason,
		"");
	setrlimit(RLIMIT_FSIZE, &before);
}

/** By closed outputs, ignored signals, or a grandchild that keeps the pipe. */
void no_time_out_is_outlived(Check &check)
{
	for (const char *command : {"trap '' TERM INT HUP; while :; do sleep 1; done",
		     "exec >/dev/null 2>&1; sleep 100", "kill -STOP $$",
		     "setsid sleep 100 & sleep 100"}) {
		const auto began = std::chrono::steady_clock::now();
		check.equal(run_check({"sh", "-c", command}, 1s, nullptr).reason,
			"it took longer than 1 s");
		check.is_true(seconds_since(began) < 6, command);
	}
	const auto began = std::chrono::steady_clock::now();
	check.is_true(run_check({"sh", "-c", "sleep 100 & echo"}, 50s, nullptr).succeeded,
		"it has ended");
	check.is_true(seconds_since(began) < 10, "though its output is held open");
}

void a_check_reads_nothing(Check &check)
{
	check.equal(run_check({"sh", "-c", "wc -c; tty; exit 1"}, 10s, nullptr).output,
		"0\nnot a tty\n");
}

void a_signal_ends_the_wait(Check &check)
{
	Interruption interruption;
	kill(getpid(), SIGTERM);
	check.throws(
		[&] {
			run_check({"sleep", "100"}, 100s, &interruption);
		},
		"Interrupted by SIGTERM");
	interruption.defer_signals();
	kill(getpid(), SIGINT);
	check.is_true(!interruption.wait(-1, 0, 10ms), "deaf");
	interruption.deliver_signals();
	check.throws([&] { interruption.wait(-1, 0, 10s); }, "Interrupted by SIGINT");
}

/** A check gets signals as if hardenctl held none back. */
void a_check_can_be_interrupted(Check &check)
{
	Interruption interruption;
	check.equal(run_check({"sh", "-c", "kill -TERM $$"}, 10s, &interruption).reason,
		"killed by SIGTERM");
}

} // namespace

int main()
{
	static constexpr test::Case cases[]{
		{"a check succeeds or says why not", a_check_succeeds_or_says_why_not},
		{"a check that hangs is killed", a_check_that_hangs_is_killed},
		{"only the end of long output is kept", only_the_end_of_long_output_is_kept},
		{"what a check leaves in the background ends with it",
			what_a_check_leaves_in_the_background_ends_with_it},
		{"others' children are left alone", others_children_are_left_alone},
		{"endless output is read and dropped", endless_output_is_read_and_dropped},
		{"no time-out is outlived", no_time_out_is_outlived},
		{"a check reads nothing", a_check_reads_nothing},
		{"a signal ends the wait", a_signal_ends_the_wait},
		{"a check can be interrupted", a_check_can_be_interrupted},
	};
	return test::run("trial check", cases);
}
