// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "trial/run-check.hh"

#include <csignal>
#include <ctime>
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

void a_signal_ends_the_wait(Check &check)
{
	Interruption interruption;
	kill(getpid(), SIGTERM);
	check.throws(
		[&] {
			run_check({"sleep", "100"}, 100s, &interruption);
		},
		"Interrupted by SIGTERM");
	interruption.go_deaf();
	kill(getpid(), SIGINT);
	check.is_true(!interruption.wait(-1, 0, 10ms), "deaf");
	interruption.listen();
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
		{"a signal ends the wait", a_signal_ends_the_wait},
		{"a check can be interrupted", a_check_can_be_interrupted},
	};
	return test::run("trial check", cases);
}
