// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/recording.hh"

#include "harness.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/socket.h>

using namespace hardenctl;
using test::Check;

namespace {

Recording full_recording()
{
	Recording recording{.unit = "nginx.service",
		.hostname = "web1",
		.kernel = "6.18.1",
		.invocation = "9b23cb0d",
		.begin = 1'700'000'000'000'000,
		.end = 1'700'000'005'000'000,
		.from_start = true,
		.starts = 2,
		.was_reloaded = true,
		.reopened_logs = true,
		.outcome = TraceOutcome::Failed,
		.result = "exit-code",
		.check_failure = "the check fails: exit status 7",
		.was_checked = true,
		.lost = 3};
	recording.observations = {
		{.what = Observed::Failed,
			.time = 1'700'000'001'000'000,
			.pid = 12,
			.host_pid = 5012,
			.parent = 1,
			.comm = "nginx",
			.exe = "/usr/sbin/nginx",
			.uid = 33,
			.call = "openat",
			.arguments = "\"/var/lib/x\", O_WRONLY|O_CREAT",
			.path = "/var/lib/x",
			.target = "/srv/x",
			.access = Access::Create,
			.error = EROFS,
			.count = 7},
		{.what = Observed::Failed,
			.pid = 12,
			.host_pid = 12,
			.call = "bind",
			.family = AF_INET,
			.port = 80,
			.address = "0.0.0.0",
			.capabilities = {10},
			.error = EACCES},
		{.what = Observed::Signal,
			.pid = 13,
			.host_pid = 13,
			.call = "mount",
			.arch = 0x40000003,
			.is_inaccessible = true,
			.signal = SIGSYS,
			.by_filter = true,
			.filter_is_sure = false},
		{.what = Observed::Exited, .pid = 13, .host_pid = 13, .status = 31},
	};
	recording.used = {.calls = {"bind", "openat"},
		.capabilities = {10},
		.families = {AF_INET},
		.namespaces = {"net"},
		.write_exec_memory = true};
	return recording;
}

void comes_back_as_it_was(Check &check)
{
	const Recording recording = full_recording();
	check.is_true(parse_recording(recording_text(recording), "x") == recording, "round trip");
}

void is_text_a_line_each(Check &check)
{
	Recording recording;
	recording.observations = {{.comm = "evil\n{\"event\":\"end\"}", .path = "/a\nb\xff"}};
	const std::string text = recording_text(recording);
	check.equal(static_cast<int>(std::ranges::count(text, '\n')), 4);
	check.contains(text, R"(evil\n{\"event\")");
	check.equal(parse_recording(text, "x").observations.size(), std::size_t{1});
}

void is_cut_where_it_was_killed(Check &check)
{
	const std::string text = recording_text(full_recording());
	const std::string cut = text.substr(0, text.find("\"port\""));
	const Recording recording = parse_recording(cut, "x");
	check.equal(recording.unit, "nginx.service");
	check.equal(recording.observations.size(), std::size_t{1});
}

void refuses_other_files(Check &check)
{
	check.throws([] { parse_recording("", "a.json"); }, "a.json: ");
	check.throws([] { parse_recording("hello\n", "a.json"); }, "no recording");
	check.throws([] { parse_recording("{\"units\":[]}\n", "a.json"); }, "no recording");
	check.throws([] { parse_recording("{\"hardenctl_trace\":9}\n", "a.json"); }, "format 9");
	check.throws([] { parse_recording("[[[[[[", "\x1b]0;x"); }, "\\x1b");
}

void leaves_out_what_it_does_not_know(Check &check)
{
	const Recording recording = parse_recording(
		"{\"hardenctl_trace\":1,\"unit\":\"x.service\",\"new\":[1]}\n"
		"{\"event\":\"from the future\"}\n"
		"{\"event\":\"failed\",\"pid\":\"no number\",\"call\":7,\"errno\":\"EWHAT\","
		"\"port\":70000,\"uid\":-4,\"count\":0,\"family\":\"AF_X\"}\n",
		"x");
	if (!check.equal(recording.observations.size(), std::size_t{1}))
		return;
	const ObservedEvent &seen = recording.observations.front();
	check.equal(seen.pid, 0);
	check.equal(seen.call, "");
	check.equal(seen.error, 0);
	check.is_true(!seen.port && !seen.uid && !seen.family, "values that do not fit");
	check.equal(seen.count, std::uint64_t{1});
}

} // namespace

int main()
{
	static constexpr test::Case cases[] = {
		{"comes back as it was", comes_back_as_it_was},
		{"is text, a line each", is_text_a_line_each},
		{"is cut where it was killed", is_cut_where_it_was_killed},
		{"refuses other files", refuses_other_files},
		{"leaves out what it does not know", leaves_out_what_it_does_not_know},
	};
	return test::run("recording", cases);
}
