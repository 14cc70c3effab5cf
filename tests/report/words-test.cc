// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "report/style.hh"
#include "report/time-words.hh"
#include "report/words.hh"
#include "samples.hh"

#include <array>
#include <cerrno>
#include <csignal>

using namespace hardenctl;
using namespace hardenctl::test;

static constexpr std::uint64_t second = 1'000'000;

static void test_operations(Check &check)
{
	check.equal(operation_in_words({.kind = OperationKind::SystemCall, .call = "mount"}),
		"mount(2)");
	check.equal(operation_in_words(
			    {.kind = OperationKind::Path, .path = "/a", .access = Access::Create}),
		"creating /a");
	check.equal(operation_in_words({.kind = OperationKind::Bind, .port = 80}),
		"binding to port 80");
	check.equal(operation_in_words({.kind = OperationKind::Socket, .family = 16}),
		"a socket of AF_NETLINK");
	check.equal(operation_in_words(
			    {.kind = OperationKind::Capability, .call = "chown", .capability = 0}),
		"CAP_CHOWN, for chown()");
	check.equal(operation_in_words(
			    {.kind = OperationKind::SetupStep, .path = "/x", .exit_status = 226}),
		"set-up step 226/NAMESPACE, at /x");
	check.equal(operation_in_words({.kind = OperationKind::Resource, .resource = "NOFILE"}),
		"more open files (NOFILE)");
	check.equal(operation_in_words({.kind = OperationKind::Resource, .resource = "X"}),
		"more of X");
}

static void test_subjects(Check &check)
{
	check.equal(
		subject_of({.kind = OperationKind::Bind, .path = "/s", .port = 80}).value_or(""),
		"80");
	check.equal(subject_of({.kind = OperationKind::SetupStep, .exit_status = 226}).value_or(""),
		"226/NAMESPACE");
	check.equal(subject_of({.kind = OperationKind::Capability, .capability = 21}).value_or(""),
		"CAP_SYS_ADMIN");
	check.equal(
		subject_of({.kind = OperationKind::Socket, .family = 2}).value_or(""), "AF_INET");
	check.is_true(!subject_of({.kind = OperationKind::Path}), "an unknown path has no subject");
}

static void test_denials(Check &check)
{
	check.equal(denial_in_words(nginx_finding().denial),
		"socket(2), and killed nginx[510] (ExecStartPre=) with SIGSYS");
	Denial denial{
		.operation = {.kind = OperationKind::Path,
			.path = "/run/nginx.pid",
			.access = Access::Write},
		.answer = {.error_number = EROFS},
	};
	check.equal(
		denial_in_words(denial), "writing /run/nginx.pid: EROFS (Read-only file system)");
	denial.pid = 7;
	check.contains(denial_in_words(denial), ", to PID 7");
	denial.pid.reset();
	denial.comm = "nginx";
	denial.count = 3;
	check.equal(denial_in_words(denial),
		"writing /run/nginx.pid: EROFS (Read-only file system), to nginx, 3 times");
}

static void test_confidence(Check &check)
{
	check.equal(confidence_in_words(1.0), "99 %");
	check.equal(confidence_in_words(0.934), "93 %");
	check.equal(confidence_in_words(0.0), "1 %");
}

static void test_origins(Check &check)
{
	check.equal(origin_in_words({.kind = OriginKind::DropIn, .path = "/a", .line = 2}), "/a:2");
	check.equal(origin_in_words({.kind = OriginKind::Implied,
			    .path = "/a",
			    .line = 2,
			    .implied_by = find_directive("PrivateDevices")}),
		"implied by PrivateDevices=, /a:2");
	check.equal(origin_in_words({}), "default");
}

static void test_relative_times(Check &check)
{
	const auto past = [](std::uint64_t seconds) {
		return ago(sample_time - seconds * second, sample_time);
	};
	check.equal(past(125), "2min 5s ago");
	check.equal(past(600), "10min ago");
	check.equal(past(5 * 3600 + 60), "5h 1min ago");
	check.equal(past(7 * 3600), "7h ago");
	check.equal(past(26 * 3600), "1 day 2h ago");
	check.equal(past(3 * 86400), "3 days ago");
	check.equal(past(16 * 86400), "2 weeks 2 days ago");
	check.equal(ago(sample_time + 3 * second, sample_time), "3s left");
	check.equal(duration(90'000), "90 ms");
	check.equal(duration(1'250'000), "1.2 s");
	check.equal(duration(63 * second), "1min 3s");
}

static void test_clock_names_another_day(Check &check)
{
	check.equal(clock_time(sample_time, sample_time), "18:00:39");
	check.equal(clock_time(sample_time - 86400 * second, sample_time), "Nov 22 18:00:39");
}

static void test_diagnostics(Check &check)
{
	const ReportStyle style = sample_style();
	check.equal(render_diagnostic({Level::Error, "a\nb"}, style), "a\\nb");
	check.equal(render_diagnostic({Level::Warning, "a"}, style), "warning: a");
	check.equal(render_diagnostic({Level::Notice, "a"}, style), "note: a");
}

static constexpr std::array cases{
	Case{"operations", test_operations},
	Case{"subjects", test_subjects},
	Case{"denials", test_denials},
	Case{"confidence is never whole", test_confidence},
	Case{"origins", test_origins},
	Case{"relative times", test_relative_times},
	Case{"clock names another day", test_clock_names_another_day},
	Case{"diagnostics are one line", test_diagnostics},
};

int main()
{
	return run("report words", cases);
}
