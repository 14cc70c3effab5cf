// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors
//
// What a service can cause itself is never certain, however it looks in the journal, and never
// beyond_service(): its exit status, its signals, lines that look like those of an executor.

#include "../journal/fixture.hh"
#include "harness.hh"

#include "advice/diagnose.hh"
#include "denial/collect.hh"
#include "journal/message-id.hh"
#include "unit/unit-builder.hh"

using namespace hardenctl;
using test::Check;
using test::Fields;

namespace {

constexpr const char *unit = "x.service";
constexpr const char *invocation = "9b23cb0d1c7e4b7c8a3e9f00aa11bb22";

/** Both denied by one setting each, so that nothing but the evidence makes an answer less sure. */
UnitConfig make_unit()
{
	UnitBuilder builder{{.root = "/nowhere", .systemd_version = 257}, unit, "/x.service"};
	builder.add_file(OriginKind::Fragment, "/x.service",
		"[Service]\nExecStart=/usr/bin/x\nSystemCallFilter=~@mount\n"
		"ReadWritePaths=/gone\n");
	return builder.config();
}

/** The entries of one run, in order. */
class Run {
	std::string text_;
	unsigned now_ = 0;

public:
	Run() { manager(message_id::unit_starting, "Starting x.service..."); }

	Run &add(const Fields &fields)
	{
		text_ += test::export_entry(++now_, fields);
		return *this;
	}

	Run &manager(std::string_view id, const std::string &message, Fields more = {})
	{
		more.insert(
			more.end(), {{"UNIT", unit}, {"INVOCATION_ID", invocation},
					    {"MESSAGE_ID", std::string{id}}, {"MESSAGE", message}});
		return add(test::from_manager(std::move(more)));
	}

	Run &exit(const std::string &code, const std::string &status)
	{
		manager(message_id::process_exited,
			"x.service: Main process exited, code=" + code + ", status=" + status,
			{{"EXIT_CODE", code}, {"EXIT_STATUS", status.substr(0, status.find('/'))}});
		return manager(message_id::unit_failed,
			"x.service: Failed with result 'exit-code'.",
			{{"UNIT_RESULT", "exit-code"}});
	}

	/** A line of a process of the unit that looks like the executor's. */
	Run &executor(const std::string &exe, const std::string &message)
	{
		return add({{"_TRANSPORT", "journal"}, {"_PID", "510"}, {"_UID", "65534"},
			{"_COMM", "(x)"}, {"_EXE", exe}, {"_SYSTEMD_UNIT", unit},
			{"_SYSTEMD_CGROUP", "/system.slice/x.service"},
			{"_SYSTEMD_INVOCATION_ID", invocation}, {"UNIT", unit},
			{"INVOCATION_ID", invocation}, {"CODE_FILE", "src/core/exec-invoke.c"},
			{"SYSLOG_IDENTIFIER", "(x)"}, {"PRIORITY", "3"}, {"MESSAGE", message}});
	}

	Run &line(const std::string &message)
	{
		return add({{"_TRANSPORT", "stdout"}, {"_PID", "510"}, {"_UID", "65534"},
			{"_COMM", "x"}, {"_EXE", "/usr/bin/x"}, {"_SYSTEMD_UNIT", unit},
			{"_SYSTEMD_CGROUP", "/system.slice/x.service"},
			{"_SYSTEMD_INVOCATION_ID", invocation}, {"SYSLOG_IDENTIFIER", "x"},
			{"PRIORITY", "6"}, {"MESSAGE", message}});
	}

	Run &record(int pid)
	{
		return add({{"_TRANSPORT", "kernel"}, {"SYSLOG_FACILITY", "0"},
			{"SYSLOG_IDENTIFIER", "kernel"},
			{"MESSAGE", "audit: type=1326 audit(1795461277.100:7): auid=4294967295 "
				    "uid=65534 gid=65534 ses=4294967295 pid=" +
					    std::to_string(pid) +
					    " comm=\"x\" exe=\"/usr/bin/x\" sig=31 arch=c000003e "
					    "syscall=165 compat=0 ip=0x7f code=0x80000000"}});
	}

	Diagnosis diagnose() const
	{
		const auto log = test::open_text(text_);
		const UnitConfig config = make_unit();
		auto incidents = collect_incidents(*log, unit, config, {});
		return hardenctl::diagnose(std::move(incidents.at(0)), config,
			{.systemd_version = 257, .file_tree = {}});
	}
};

constexpr const char *namespace_line =
	"x.service: Failed to set up mount namespacing: /gone: No such file or directory";

struct Forgery {
	const char *what;
	void (*make)(Run &run);
	/** What still is the best guess: a forged line is as good as any that the program writes.
	 */
	const char *directive;
};

constexpr Forgery forgeries[]{
	{"_exit(226)", [](Run &run) { run.exit("exited", "226/NAMESPACE"); }, "ReadWritePaths"},
	{"_exit(159)", [](Run &run) { run.exit("exited", "159/n/a"); }, "SystemCallFilter"},
	{"kill(getpid(), SIGSYS)", [](Run &run) { run.exit("killed", "31/SYS"); },
		"SystemCallFilter"},
	{"the executor's own program, LD_PRELOAD",
		[](Run &run) {
			run.executor("/usr/lib/systemd/systemd-executor", namespace_line)
				.exit("exited", "226/NAMESPACE");
		},
		"ReadWritePaths"},
	{"a copy named systemd/systemd",
		[](Run &run) {
			run.executor("/tmp/systemd/systemd", namespace_line)
				.exit("exited", "226/NAMESPACE");
		},
		"ReadWritePaths"},
	{"a memfd",
		[](Run &run) {
			run.executor("/memfd:/systemd/systemd", namespace_line)
				.exit("exited", "226/NAMESPACE");
		},
		"ReadWritePaths"},
};

void test_what_a_service_can_cause(Check &check)
{
	for (const Forgery &forgery : forgeries) {
		Run run;
		forgery.make(run);
		const Diagnosis diagnosis = run.diagnose();
		if (!check.is_true(!diagnosis.findings.empty(), forgery.what))
			continue;
		check.is_true(record(diagnosis.findings[0].directive).name == forgery.directive,
			std::string{forgery.what} + ": " +
				std::string{record(diagnosis.findings[0].directive).name});
		for (const Finding &finding : diagnosis.findings) {
			check.is_true(finding.grade != Grade::Certain, forgery.what);
			check.is_true(finding.confidence < 0.975, forgery.what);
			check.is_true(!is_beyond_service(finding.denial), forgery.what);
		}
	}
}

/** The other side: what it cannot cause is certain. */
void test_what_a_service_cannot_cause(Check &check)
{
	const Diagnosis killed =
		Run{}.line("hello").record(510).exit("killed", "31/SYS").diagnose();
	if (check.is_true(!killed.findings.empty(), "killed")) {
		check.is_true(killed.findings[0].grade == Grade::Certain, "a kernel record");
		check.is_true(is_beyond_service(killed.findings[0].denial), "a kernel record");
	}
	const Diagnosis refused =
		Run{}.manager(message_id::unit_failed, "x.service: Failed with result 'resources'.",
			     {{"UNIT_RESULT", "resources"}})
			.diagnose();
	for (const Finding &finding : refused.findings)
		check.is_true(!is_beyond_service(finding.denial), "the manager");
}

constexpr test::Case cases[]{
	{"what a service can cause", test_what_a_service_can_cause},
	{"what a service cannot cause", test_what_a_service_cannot_cause},
};

} // namespace

int main()
{
	return test::run("trust", cases);
}
