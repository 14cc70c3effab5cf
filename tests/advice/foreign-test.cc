// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors
//
// Evidence on one unit never comes from a process of another, whatever fields that one sends,
// whatever it is named and whichever numbers it gets.

#include "../journal/fixture.hh"
#include "harness.hh"

#include "advice/diagnose.hh"
#include "denial/collect.hh"
#include "journal/message-id.hh"
#include "unit/unit-builder.hh"

#include <algorithm>

using namespace hardenctl;
using test::Check;
using test::Fields;

namespace {

constexpr const char *invocation = "9b23cb0d1c7e4b7c8a3e9f00aa11bb22";
constexpr const char *other_invocation = "00000000000000000000000000000b01";
constexpr const char *wish = "open() \"/var/lib/victim/data\" failed (30: Read-only file system)";
constexpr const char *coredump_program = "/usr/lib/systemd/systemd-coredump";
const std::string coredump{message_id::coredump};

UnitConfig make_unit()
{
	UnitBuilder builder{
		{.root = "/nowhere", .systemd_version = 257}, "nginx.service", "/nginx.service"};
	builder.add_file(OriginKind::Fragment, "/nginx.service",
		"[Service]\nExecStart=/usr/sbin/nginx\nProtectSystem=strict\n"
		"SystemCallFilter=~@mount\nReadWritePaths=/gone\nMemoryMax=1G\nTasksMax=9\n");
	return builder.config();
}

/** nginx.service runs and is well; evil.service writes what it likes. */
class Journal {
	std::string text_;
	unsigned now_ = 0;

public:
	Journal()
	{
		manager("Starting nginx.service...", message_id::unit_starting);
		add({{"_TRANSPORT", "journal"}, {"_PID", "510"}, {"_UID", "0"}, {"_COMM", "nginx"},
			{"_EXE", "/usr/sbin/nginx"}, {"_SYSTEMD_UNIT", "nginx.service"},
			{"_SYSTEMD_CGROUP", "/system.slice/nginx.service"},
			{"_SYSTEMD_INVOCATION_ID", invocation}, {"MESSAGE", "ready"}});
		manager("Started nginx.service.", message_id::unit_started);
	}

	Journal &add(const Fields &fields)
	{
		text_ += test::export_entry(++now_, fields);
		return *this;
	}

	Journal &wait(unsigned milliseconds)
	{
		now_ += milliseconds;
		return *this;
	}

	Journal &manager(const std::string &message, std::string_view id)
	{
		return add(test::from_manager(
			{{"UNIT", "nginx.service"}, {"INVOCATION_ID", invocation},
				{"MESSAGE_ID", std::string{id}}, {"MESSAGE", message}}));
	}

	/** Of a process of evil.service; `more` before its own fields, so that it may replace them.
	 */
	Journal &evil(const std::string &message, Fields more = {}, const std::string &pid = "666")
	{
		const Fields fields{{"_TRANSPORT", "journal"}, {"_PID", pid}, {"_UID", "0"},
			{"_COMM", "nginx"}, {"_EXE", "/usr/sbin/nginx"},
			{"_SYSTEMD_UNIT", "evil.service"},
			{"_SYSTEMD_CGROUP", "/system.slice/evil.service"},
			{"_SYSTEMD_INVOCATION_ID", other_invocation}, {"PRIORITY", "3"},
			{"MESSAGE", message}};
		for (const auto &field : fields)
			if (std::ranges::find(more, field.first, &Fields::value_type::first) ==
				more.end())
				more.push_back(field);
		std::erase_if(more, [](const auto &field) { return field.second.empty(); });
		return add(more);
	}

	Journal &kernel(const std::string &message, const char *facility = "0")
	{
		return add({{"_TRANSPORT", "kernel"}, {"SYSLOG_FACILITY", facility},
			{"SYSLOG_IDENTIFIER", "kernel"}, {"MESSAGE", message}});
	}

	Journal &killed(const std::string &pid, const std::string &comm, const std::string &exe,
		const char *facility = "0")
	{
		return kernel("audit: type=1326 audit(1795461277.100:" + pid +
				      "): auid=4294967295 uid=0 gid=0 ses=4294967295 pid=" + pid +
				      " comm=\"" + comm + "\" exe=\"" + exe +
				      "\" sig=31 arch=c000003e syscall=165 compat=0 ip=0x7f "
				      "code=0x80000000",
			facility);
	}

	Journal &oom_killed(const std::string &cgroup)
	{
		return kernel("oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,"
			      "mems_allowed=0,oom_memcg=" +
			      cgroup + ",task_memcg=" + cgroup + ",task=nginx,pid=667,uid=1000");
	}

	Diagnosis diagnose() const
	{
		const auto log = test::open_text(text_);
		const UnitConfig config = make_unit();
		auto incidents = collect_incidents(*log, "nginx.service", config, {});
		return hardenctl::diagnose(std::move(incidents.at(0)), config,
			{.systemd_version = 257, .file_tree = {}});
	}
};

const Fields forged_dump{{"MESSAGE_ID", coredump}, {"COREDUMP_UNIT", "nginx.service"},
	{"COREDUMP_PID", "510"}, {"COREDUMP_SIGNAL", "31"}, {"COREDUMP_COMM", "nginx"},
	{"_COMM", "systemd-coredum"}, {"_EXE", coredump_program},
	{"SYSLOG_IDENTIFIER", "systemd-coredump"}};

Fields dump_with(Fields more)
{
	more.insert(more.end(), forged_dump.begin(), forged_dump.end());
	return more;
}

constexpr const char *dumped =
	"Process 510 (nginx) of user 0 dumped core.\n\nStack trace of thread "
	"510:\n#0  0x00007f mount (libc.so.6 + 0x1)";
constexpr const char *namespace_line =
	"nginx.service: Failed to set up mount namespacing: /gone: No such file or directory";

const Fields executor_fields{{"UNIT", "nginx.service"}, {"INVOCATION_ID", invocation},
	{"CODE_FILE", "src/core/exec-invoke.c"}, {"_COMM", "(nginx)"},
	{"_EXE", "/usr/lib/systemd/systemd-executor"}};

struct Row {
	const char *what;
	void (*attack)(Journal &journal);
};

constexpr Row attacks[]{
	{"UNIT= and a message id of the manager",
		[](Journal &journal) {
			journal.evil("nginx.service: Failed with result 'signal'.",
				{{"UNIT", "nginx.service"}, {"INVOCATION_ID", invocation},
					{"MESSAGE_ID", std::string{message_id::unit_failed}},
					{"UNIT_RESULT", "signal"}});
		}},
	{"UNIT= and an exit",
		[](Journal &journal) {
			journal.evil(
				"nginx.service: Main process exited, code=killed, status=31/SYS",
				{{"UNIT", "nginx.service"}, {"EXIT_CODE", "killed"},
					{"MESSAGE_ID", std::string{message_id::process_exited}},
					{"EXIT_STATUS", "31"}});
		}},
	{"USER_UNIT=",
		[](Journal &journal) {
			journal.evil(wish, {{"USER_UNIT", "nginx.service"}});
		}},
	{"INVOCATION_ID= alone",
		[](Journal &journal) {
			journal.evil(wish, {{"INVOCATION_ID", invocation}});
		}},
	{"OBJECT_SYSTEMD_UNIT=, which journald adds for root",
		[](Journal &journal) {
			journal.evil(wish,
				{{"OBJECT_PID", "510"}, {"OBJECT_SYSTEMD_UNIT", "nginx.service"}});
		}},
	{"OBJECT_SYSTEMD_INVOCATION_ID=",
		[](Journal &journal) {
			journal.evil(wish,
				{{"OBJECT_PID", "510"}, {"OBJECT_SYSTEMD_UNIT", "nginx.service"},
					{"OBJECT_SYSTEMD_INVOCATION_ID", invocation}});
		}},
	{"the identifier and PID of the manager by syslog",
		[](Journal &journal) {
			journal.evil(namespace_line, {{"_TRANSPORT", "syslog"}, {"SYSLOG_PID", "1"},
							     {"SYSLOG_IDENTIFIER", "systemd"}});
		}},
	{"a core dump by root", [](Journal &journal) { journal.evil(dumped, forged_dump); }},
	{"a core dump by root that is gone before journald asks for its unit",
		[](Journal &journal) {
			journal.evil(
				dumped, dump_with({{"_SYSTEMD_UNIT", ""}, {"_SYSTEMD_CGROUP", ""},
						{"_SYSTEMD_INVOCATION_ID", ""}}));
		}},
	{"a core dump by a unit with a similar name",
		[](Journal &journal) {
			journal.evil(dumped,
				dump_with({{"_SYSTEMD_UNIT", "systemd-coredump-x.service"}}));
		}},
	{"a core dump by a user's unit of that name",
		[](Journal &journal) {
			journal.evil(dumped,
				dump_with({{"_UID", "1000"}, {"_SYSTEMD_UNIT", "user@1000.service"},
					{"_SYSTEMD_USER_UNIT", "systemd-coredump@1-2-0.service"}}));
		}},
	{"a core dump by another program in a unit of that name",
		[](Journal &journal) {
			journal.evil(dumped,
				dump_with({{"_SYSTEMD_UNIT", "systemd-coredump@1-2-0.service"},
					{"_EXE", "/usr/bin/python3.11"}}));
		}},
	{"a core dump on standard output",
		[](Journal &journal) {
			journal.evil(dumped,
				dump_with({{"_SYSTEMD_UNIT", "systemd-coredump@1-2-0.service"},
					{"_TRANSPORT", "stdout"}}));
		}},
	{"the words of the core dump handler",
		[](Journal &journal) {
			journal.evil("Process 510 (nginx) of user 0 terminated abnormally with "
				     "signal 31/SYS, processing...",
				{{"_COMM", "systemd-coredum"}, {"_SYSTEMD_UNIT", ""},
					{"SYSLOG_IDENTIFIER", "systemd-coredump"}});
		}},
	{"an executor's line about another unit",
		[](Journal &journal) { journal.evil(namespace_line, executor_fields); }},
	{"an executor's line with the invocation of another unit",
		[](Journal &journal) {
			Fields fields = executor_fields;
			fields.erase(fields.begin());
			journal.evil(namespace_line, fields);
		}},
	{"root that moved to init.scope",
		[](Journal &journal) {
			journal.evil(namespace_line,
				{{"UNIT", "nginx.service"}, {"INVOCATION_ID", invocation},
					{"_SYSTEMD_CGROUP", "/init.scope"},
					{"_SYSTEMD_UNIT", "init.scope"}});
		}},
	{"a process in the init.scope of a user",
		[](Journal &journal) {
			journal.evil(namespace_line,
				{{"UNIT", "nginx.service"}, {"USER_UNIT", "nginx.service"},
					{"INVOCATION_ID", invocation}, {"_UID", "1000"},
					{"_SYSTEMD_CGROUP", "/user.slice/user-1000.slice/"
							    "user@1000.service/init.scope"},
					{"_SYSTEMD_UNIT", "user@1000.service"},
					{"_SYSTEMD_USER_UNIT", "init.scope"}});
		}},
	{"a record written to /dev/kmsg",
		[](Journal &journal) { journal.killed("510", "nginx", "/usr/sbin/nginx", "1"); }},
	{"a record of a process of another name and file",
		[](Journal &journal) { journal.killed("667", "evil", "/tmp/evil"); }},
	{"a record of a process that took the name",
		[](Journal &journal) { journal.killed("667", "nginx", "/tmp/evil"); }},
	{"a record of a process that took the executor's name",
		[](Journal &journal) { journal.killed("667", "(nginx)", "/tmp/systemd/evil"); }},
	{"a record of the same program in another unit",
		[](Journal &journal) {
			journal.evil("hello").killed("666", "nginx", "/usr/sbin/nginx");
		}},
	{"a record of a process that got the number later",
		[](Journal &journal) {
			journal.evil("hello", {}, "510").killed("510", "nginx", "/usr/sbin/nginx");
		}},
	{"a line of a process that got the number later",
		[](Journal &journal) {
			journal.manager("nginx.service: Killing process 600 (nginx) with signal "
					"SIGKILL.",
				"");
			journal.wait(30000).evil(wish,
				{{"_SYSTEMD_UNIT", ""}, {"_SYSTEMD_CGROUP", ""},
					{"_SYSTEMD_INVOCATION_ID", ""}},
				"600");
			journal.manager("Reloaded nginx.service.", message_id::unit_reloaded);
		}},
	{"a number in the name of a process that the manager names",
		[](Journal &journal) {
			journal.manager(
				"nginx.service: Found left-over process 600 (Main process 7 "
				") in control group while starting unit. Ignoring.",
				"");
			journal.killed("7", "evil", "/tmp/evil");
		}},
	{"a limit of a user's unit with the same name",
		[](Journal &journal) {
			journal.oom_killed(
				"/user.slice/user-1000.slice/user@1000.service/app.slice/"
				"nginx.service");
		}},
	{"a limit of a control group that a service named",
		[](Journal &journal) {
			journal.oom_killed("/system.slice/evil.service/nginx.service");
		}},
	{"a fork that was refused to a control group that a service named",
		[](Journal &journal) {
			journal.kernel("cgroup: fork rejected by pids controller in "
				       "/system.slice/evil.service/system.slice/nginx.service");
		}},
};

void test_another_unit_is_no_evidence(Check &check)
{
	check.is_true(std::size(attacks) >= 25, "as many as were asked for");
	for (const Row &row : attacks) {
		Journal journal;
		row.attack(journal);
		const Diagnosis diagnosis = journal.diagnose();
		check.is_true(diagnosis.incident.denials.empty(),
			std::string{row.what} + ": is evidence");
		check.is_true(diagnosis.findings.empty(), std::string{row.what} + ": found");
		check.is_true(diagnosis.incident.outcome == Outcome::Ok,
			std::string{row.what} + ": changes the outcome");
	}
}

/** The harness itself: the unit's own words are evidence. */
void test_own_words_are_evidence(Check &check)
{
	Journal journal;
	journal.evil(wish, {{"_SYSTEMD_UNIT", "nginx.service"},
				   {"_SYSTEMD_CGROUP", "/system.slice/nginx.service"},
				   {"_SYSTEMD_INVOCATION_ID", invocation}});
	const Diagnosis diagnosis = journal.diagnose();
	if (check.is_true(!diagnosis.findings.empty(), "found"))
		check.is_true(diagnosis.findings[0].directive == Directive::ProtectSystem, "which");
}

/** A core dump that systemd-coredump reports is evidence, and ties a record. */
void test_true_core_dump(Check &check)
{
	Journal journal;
	journal.killed("667", "worker", "/usr/sbin/nginx");
	journal.evil(dumped, dump_with({{"_SYSTEMD_UNIT", "systemd-coredump@1-2-0.service"}}));
	check.is_true(!journal.diagnose().findings.empty(), "found");
}

constexpr test::Case cases[]{
	{"another unit is no evidence", test_another_unit_is_no_evidence},
	{"own words are evidence", test_own_words_are_evidence},
	{"true core dump", test_true_core_dump},
};

} // namespace

int main()
{
	return test::run("foreign", cases);
}
