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
			{"MESSAGE", "audit: type=1326 audit(1795461277.100:" + std::to_string(pid) +
					    "): auid=4294967295 "
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

/** How a process ended is for the manager to say, not for what looks like an executor. */
void test_executor_reports_no_end(Check &check)
{
	const std::string executor = "/usr/lib/systemd/systemd-executor";
	for (const char *message : {"x.service: Main process exited, code=killed, status=31/SYS",
		     "x.service: Failed with result 'signal'.", "Dependency failed for x.service.",
		     "x.service: Start request repeated too quickly.",
		     "/x.service:7: Unknown key name 'X' in section 'Service', ignoring."}) {
		Run run;
		run.executor(executor, message);
		const Incident incident = run.diagnose().incident;
		check.is_true(incident.denials.empty() && incident.outcome == Outcome::Ok, message);
		check.is_true(!incident.dependency_failed && !incident.start_limit_hit, message);
		check.is_true(incident.ignored_lines.empty(), message);
	}
}

/** One death, two records: another service runs the same program to be killed beside it. */
void test_one_death_of_two_records(Check &check)
{
	const auto grade_with = [](int records) {
		Run run;
		for (int i = 0; i < records; ++i)
			run.record(700 + i);
		const Diagnosis diagnosis = run.exit("killed", "31/SYS").diagnose();
		return diagnosis.findings.empty() ? Grade::Possible : diagnosis.findings[0].grade;
	};
	check.is_true(grade_with(1) == Grade::Certain, "the only record beside a reported death");
	check.is_true(grade_with(2) != Grade::Certain, "one of two");
}

/** A name, and a death that PID 1 saw: whose process it was is an inference. */
void test_tie_by_name_is_not_beyond(Check &check)
{
	const Diagnosis diagnosis = Run{}.record(700).exit("killed", "31/SYS").diagnose();
	if (check.is_true(!diagnosis.findings.empty(), "found"))
		check.is_true(!is_beyond_service(diagnosis.findings[0].denial), "by name");
}

/** Whoever pastes it, the service may have printed it. */
void test_pasted_text_is_not_certain(Check &check)
{
	const auto log = test::open_text(
		"Nov 23 18:27:44 h systemd[1]: Starting x.service...\n"
		"Nov 23 18:27:45 h x[510]: hello\n"
		"Nov 23 18:27:45 h kernel: audit: type=1326 audit(1795461277.100:7): uid=0 gid=0 "
		"ses=4294967295 pid=510 comm=\"x\" exe=\"/usr/bin/x\" sig=31 arch=c000003e "
		"syscall=165 compat=0 ip=0x7f code=0x80000000\n"
		"Nov 23 18:27:45 h systemd[1]: x.service: Main process exited, code=killed, "
		"status=31/SYS\n");
	const UnitConfig config = make_unit();
	auto incidents = collect_incidents(*log, unit, config, {});
	const Diagnosis diagnosis = hardenctl::diagnose(
		std::move(incidents.at(0)), config, {.systemd_version = 257, .file_tree = {}});
	if (!check.is_true(!diagnosis.findings.empty(), "found"))
		return;
	check.is_true(diagnosis.findings[0].grade != Grade::Certain, "certain");
	check.is_true(!is_beyond_service(diagnosis.findings[0].denial), "beyond");
}

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
	{"an executor reports no end", test_executor_reports_no_end},
	{"one death of two records", test_one_death_of_two_records},
	{"a tie by name is not beyond", test_tie_by_name_is_not_beyond},
	{"pasted text is not certain", test_pasted_text_is_not_certain},
};

} // namespace

int main()
{
	return test::run("trust", cases);
}
