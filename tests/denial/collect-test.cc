// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "../journal/fixture.hh"
#include "harness.hh"

#include "denial/collect.hh"
#include "journal/log.hh"
#include "journal/message-id.hh"

#include <algorithm>
#include <csignal>

using namespace hardenctl;
using test::Check;
using test::Fields;

namespace {

/** Entries in order, one millisecond apart unless told. */
class Journal {
	std::string text_;
	unsigned now_ = 0;

public:
	Journal &wait(unsigned milliseconds)
	{
		now_ += milliseconds;
		return *this;
	}

	Journal &add(const Fields &fields)
	{
		text_ += test::export_entry(++now_, fields);
		return *this;
	}

	Journal &manager(std::string_view unit, std::string_view invocation, std::string_view id,
		const std::string &message, Fields more = {})
	{
		more.insert(more.end(),
			{{"UNIT", std::string{unit}}, {"INVOCATION_ID", std::string{invocation}},
				{"MESSAGE_ID", std::string{id}}, {"MESSAGE", message}});
		return add(test::from_manager(std::move(more)));
	}

	Journal &start(std::string_view unit, std::string_view invocation)
	{
		return manager(unit, invocation, message_id::unit_starting,
			"Starting " + std::string{unit} + "...");
	}

	Journal &exit(std::string_view unit, std::string_view invocation, const std::string &code,
		const std::string &status)
	{
		const auto slash = status.find('/');
		return manager(unit, invocation, message_id::process_exited,
			std::string{unit} + ": Main process exited, code=" + code +
				", status=" + status,
			{{"EXIT_CODE", code}, {"EXIT_STATUS", status.substr(0, slash)}});
	}

	Journal &fail(std::string_view unit, std::string_view invocation, const std::string &result)
	{
		return manager(unit, invocation, message_id::unit_failed,
			std::string{unit} + ": Failed with result '" + result + "'.",
			{{"UNIT_RESULT", result}});
	}

	Journal &die_of_sigsys(std::string_view unit, std::string_view invocation)
	{
		return exit(unit, invocation, "killed", "31/SYS").fail(unit, invocation, "signal");
	}

	Journal &line(const std::string &unit, const std::string &invocation, int pid,
		const std::string &comm, const std::string &message)
	{
		return add({{"_TRANSPORT", "stdout"}, {"_PID", std::to_string(pid)}, {"_UID", "33"},
			{"_COMM", comm}, {"_SYSTEMD_CGROUP", "/system.slice/" + unit},
			{"_SYSTEMD_UNIT", unit}, {"_SYSTEMD_INVOCATION_ID", invocation},
			{"SYSLOG_IDENTIFIER", comm}, {"MESSAGE", message}});
	}

	static std::string seccomp(int pid, const std::string &program, unsigned serial)
	{
		return "type=1326 audit(1795461277.100:" + std::to_string(serial) +
		       "): auid=4294967295 uid=33 gid=33 ses=4294967295 subj=unconfined pid=" +
		       std::to_string(pid) + " comm=\"" + program + "\" exe=\"/usr/bin/" + program +
		       "\" sig=31 arch=c000003e syscall=41 compat=0 ip=0x7f code=0x80000000";
	}

	Journal &record(int pid, const std::string &program, unsigned serial = 1)
	{
		return add({{"_TRANSPORT", "kernel"}, {"SYSLOG_FACILITY", "0"},
			{"SYSLOG_IDENTIFIER", "kernel"},
			{"MESSAGE", "audit: " + seccomp(pid, program, serial)}});
	}

	Journal &dump(const std::string &unit, int pid, const std::string &comm)
	{
		return add({{"_TRANSPORT", "journal"}, {"_PID", "900"}, {"_UID", "0"},
			{"_COMM", "systemd-coredum"}, {"_EXE", "/usr/lib/systemd/systemd-coredump"},
			{"_SYSTEMD_UNIT", "systemd-coredump@0-1-0.service"},
			{"SYSLOG_IDENTIFIER", "systemd-coredump"},
			{"MESSAGE_ID", std::string{message_id::coredump}}, {"COREDUMP_UNIT", unit},
			{"COREDUMP_PID", std::to_string(pid)}, {"COREDUMP_UID", "33"},
			{"COREDUMP_COMM", comm}, {"COREDUMP_SIGNAL", "31"},
			{"MESSAGE", "Process " + std::to_string(pid) + " (" + comm +
					    ") of user 33 dumped core."}});
	}

	const std::string &text() const noexcept { return text_; }

	std::unique_ptr<Log> open() const { return test::open_text(text_); }
};

UnitConfig config_of(const std::string &unit, const std::string &program)
{
	UnitConfig config;
	config.id = unit;
	config.load_state = LoadState::Loaded;
	config.commands.push_back({.setting = "ExecStart", .program = "/usr/bin/" + program});
	return config;
}

Incident collect_one(
	Check &check, const Journal &journal, const std::string &unit, const std::string &program)
{
	const auto log = journal.open();
	auto incidents = collect_incidents(*log, unit, config_of(unit, program), {});
	check.equal(incidents.size(), std::size_t{1});
	return std::move(incidents.front());
}

const std::string a1 = "00000000000000000000000000000a01";
const std::string a2 = "00000000000000000000000000000a02";
const std::string a3 = "00000000000000000000000000000a03";
const std::string b1 = "00000000000000000000000000000b01";

/** @return is there one denial, of this process, counted once? */
void check_only_record(Check &check, const Incident &incident, pid_t pid)
{
	if (!check.equal(incident.denials.size(), std::size_t{1}))
		return;
	check.equal(incident.denials[0].count, 1U);
	check.equal(incident.denials[0].pid.value_or(0), pid);
}

void test_record_of_one_unit(Check &check)
{
	Journal journal;
	journal.start("a.service", a1).start("b.service", b1).record(51, "alpha", 1);
	journal.record(52, "beta", 2).die_of_sigsys("b.service", b1);
	journal.die_of_sigsys("a.service", a1);
	check_only_record(check, collect_one(check, journal, "a.service", "alpha"), 51);
	check_only_record(check, collect_one(check, journal, "b.service", "beta"), 52);
}

void test_instances_of_one_template(Check &check)
{
	Journal journal;
	journal.start("x@1.service", a1).record(51, "x", 1).die_of_sigsys("x@1.service", a1);
	journal.start("x@2.service", b1).record(52, "x", 2).die_of_sigsys("x@2.service", b1);
	check_only_record(check, collect_one(check, journal, "x@1.service", "x"), 51);
	check_only_record(check, collect_one(check, journal, "x@2.service", "x"), 52);
}

void test_core_dump_names_the_owner(Check &check)
{
	Journal journal;
	journal.start("x@1.service", a1).start("x@2.service", b1).record(51, "x", 1);
	journal.record(52, "x", 2).dump("x@2.service", 51, "x").dump("x@1.service", 52, "x");
	journal.die_of_sigsys("x@1.service", a1).die_of_sigsys("x@2.service", b1);
	check_only_record(check, collect_one(check, journal, "x@1.service", "x"), 52);
	check_only_record(check, collect_one(check, journal, "x@2.service", "x"), 51);
}

void test_helper_of_the_unit(Check &check)
{
	Journal journal;
	journal.start("a.service", a1)
		.record(51, "helper")
		.exit("a.service", a1, "exited", "159/n/a");
	journal.fail("a.service", a1, "exit-code");
	const Incident incident = collect_one(check, journal, "a.service", "alpha");
	check_only_record(check, incident, 51);
	if (!incident.denials.empty())
		check.equal(incident.denials[0].operation.call, std::string{"socket"});
}

void test_record_of_a_process_that_wrote(Check &check)
{
	Journal journal;
	journal.start("a.service", a1).line("b.service", b1, 51, "alpha", "hello");
	journal.record(51, "alpha").exit("a.service", a1, "exited", "1/FAILURE");
	journal.fail("a.service", a1, "exit-code");
	const Incident incident = collect_one(check, journal, "a.service", "alpha");
	check.equal(incident.denials.size(), std::size_t{0});
}

void test_record_long_before(Check &check)
{
	Journal journal;
	journal.record(51, "helper").wait(60000).start("a.service", a1);
	journal.die_of_sigsys("a.service", a1);
	const Incident incident = collect_one(check, journal, "a.service", "alpha");
	if (check.equal(incident.denials.size(), std::size_t{1}))
		check.is_true(incident.denials[0].source == Source::Manager, "an old record");
}

void test_two_forms_of_two_records(Check &check)
{
	Journal journal;
	journal.start("a.service", a1);
	for (const unsigned serial : {1U, 2U})
		journal.record(50, "alpha", serial);
	for (const unsigned serial : {1U, 2U})
		journal.add({{"_TRANSPORT", "audit"}, {"_AUDIT_TYPE", "1326"},
			{"_AUDIT_ID", std::to_string(serial)},
			{"_SOURCE_REALTIME_TIMESTAMP", "1795461277100000"}, {"_PID", "50"},
			{"MESSAGE",
				"SECCOMP " + Journal::seccomp(50, "alpha", serial)
						     .substr(std::string{
							     "type=1326 audit(1795461277.100:1): "}
								     .size())}});
	journal.die_of_sigsys("a.service", a1);
	const Incident incident = collect_one(check, journal, "a.service", "alpha");
	if (check.equal(incident.denials.size(), std::size_t{1}))
		check.equal(incident.denials[0].count, 2U);
}

/** What the executor of one start writes before it gives up. */
void miss_program(Journal &journal, const std::string &invocation, int pid)
{
	const Fields executor{{"_TRANSPORT", "journal"}, {"_PID", std::to_string(pid)},
		{"_UID", "0"}, {"_COMM", "(alpha)"}, {"_EXE", "/usr/lib/systemd/systemd-executor"},
		{"_SYSTEMD_CGROUP", "/system.slice/a.service"}, {"_SYSTEMD_UNIT", "a.service"},
		{"_SYSTEMD_INVOCATION_ID", invocation}, {"INVOCATION_ID", invocation},
		{"UNIT", "a.service"}, {"CODE_FILE", "src/core/exec-invoke.c"}, {"ERRNO", "2"},
		{"EXECUTABLE", "/usr/bin/alpha"},
		{"MESSAGE_ID", std::string{message_id::spawn_failed}}};
	journal.start("a.service", invocation);
	for (const char *message :
		{"a.service: Unable to locate executable '/usr/bin/alpha': No such "
		 "file or directory",
			"a.service: Failed at step EXEC spawning /usr/bin/alpha: No such file or "
			"directory"}) {
		Fields fields = executor;
		fields.emplace_back("MESSAGE", message);
		journal.add(fields);
	}
	journal.exit("a.service", invocation, "exited", "203/EXEC");
	journal.fail("a.service", invocation, "exit-code");
}

void test_missing_program_counts_once(Check &check)
{
	Journal journal;
	miss_program(journal, a1, 51);
	const Incident incident = collect_one(check, journal, "a.service", "alpha");
	if (!check.equal(incident.denials.size(), std::size_t{1}))
		return;
	check.equal(incident.denials[0].count, 1U);
	check.equal(incident.denials[0].evidence.size(), std::size_t{3});
	check.equal(incident.denials[0].operation.path, std::string{"/usr/bin/alpha"});
}

/** The control group of an executor that gave up is gone before journald can ask for it. */
Incident read_lost_line(Check &check, std::string_view left_out, Fields changed,
	const std::string &status = "226/NAMESPACE")
{
	Fields fields{{"_TRANSPORT", "journal"}, {"_PID", "51"}, {"_UID", "0"},
		{"SYSLOG_IDENTIFIER", "(alpha)"}, {"INVOCATION_ID", a1}, {"UNIT", "a.service"},
		{"CODE_FILE", "src/core/exec-invoke.c"},
		{"MESSAGE", "a.service: Failed to set up mount namespacing: /srv/x: No such file "
			    "or directory"}};
	std::erase_if(fields, [&](const auto &field) {
		return field.first == left_out ||
		       (!changed.empty() && field.first == changed[0].first);
	});
	fields.insert(fields.end(), changed.begin(), changed.end());
	Journal journal;
	journal.start("a.service", a1);
	journal.add(fields);
	journal.exit("a.service", a1, "exited", status);
	journal.fail("a.service", a1, "exit-code");
	return collect_one(check, journal, "a.service", "alpha");
}

bool has_path(const Incident &incident, std::string_view path)
{
	return std::ranges::any_of(incident.denials,
		[path](const Denial &denial) { return denial.operation.path == path; });
}

void test_lost_executor(Check &check)
{
	const Incident incident = read_lost_line(check, "", {});
	check.is_true(has_path(incident, "/srv/x"), "what the executor said");
	for (const Denial &denial : incident.denials)
		check.is_true(denial.trust == Trust::Program && denial.tie_is_guess,
			"any root service may have said it");
	check.is_true(
		has_path(read_lost_line(check, "UNIT", {}), "/srv/x"), "262 leaves UNIT= out");
}

/** What the program wrote before it was gone, too: the executor that it was names its PID. */
void test_lines_of_lost_executor(Check &check)
{
	Journal journal;
	journal.start("a.service", a1);
	journal.add({{"_TRANSPORT", "journal"}, {"_PID", "51"}, {"_UID", "0"},
		{"SYSLOG_IDENTIFIER", "(alpha)"}, {"INVOCATION_ID", a1}, {"UNIT", "a.service"},
		{"CODE_FILE", "src/core/exec-invoke.c"},
		{"MESSAGE", "a.service: Referenced but unset environment variable evaluates to an "
			    "empty string: X"}});
	journal.add({{"_TRANSPORT", "stdout"}, {"_PID", "51"}, {"SYSLOG_IDENTIFIER", "alpha"},
		{"MESSAGE", "alpha: cannot open /srv/x: Permission denied"}});
	journal.exit("a.service", a1, "exited", "1/FAILURE");
	journal.fail("a.service", a1, "exit-code");
	const Incident incident = collect_one(check, journal, "a.service", "alpha");
	if (check.is_true(has_path(incident, "/srv/x"), "a line of the process"))
		check.is_true(incident.denials.front().tie_is_guess, "any root may have named it");
}

/** No executor's line names the process: its own name and the time are all there is. */
void test_unclaimed_line(Check &check)
{
	const auto read = [&check](const std::string &identifier, const std::string &uid,
				  const std::string &status, bool own_line) {
		Journal journal;
		journal.start("a.service", a1);
		if (own_line)
			journal.line("a.service", a1, 52, "alpha", "bind: Permission denied");
		journal.add({{"_TRANSPORT", "journal"}, {"_PID", "51"}, {"_UID", uid},
			{"SYSLOG_IDENTIFIER", identifier},
			{"MESSAGE", "cannot open /srv/x: Permission denied"}});
		journal.exit("a.service", a1, "exited", status);
		return collect_one(check, journal, "a.service", "alpha");
	};
	const Incident incident = read("alpha", "0", "1/FAILURE", false);
	if (check.is_true(has_path(incident, "/srv/x"), "a line with the program's name"))
		check.is_true(incident.denials.front().tie_is_guess, "by its name only");
	check.is_true(!has_path(read("beta", "0", "1/FAILURE", false), "/srv/x"), "another name");
	check.is_true(!has_path(read("alpha", "1000", "1/FAILURE", false), "/srv/x"), "a user");
	check.is_true(!has_path(read("alpha", "0", "0/SUCCESS", false), "/srv/x"), "did not fail");
	check.is_true(!has_path(read("alpha", "0", "1/FAILURE", true), "/srv/x"), "it speaks");
}

void test_forged_lost_executor(Check &check)
{
	const auto is_believed = [&](Fields changed) {
		return has_path(read_lost_line(check, "", std::move(changed)), "/srv/x");
	};
	check.is_true(!is_believed({{"_UID", "1000"}}), "a user");
	check.is_true(!is_believed({{"_TRANSPORT", "syslog"}}), "another way");
	check.is_true(!is_believed({{"INVOCATION_ID", a2}}), "another run");
	check.is_true(!is_believed({{"UNIT", "b.service"}}), "another unit");
	check.is_true(!is_believed({{"_SYSTEMD_CGROUP", "/system.slice/b.service"},
			      {"_SYSTEMD_UNIT", "b.service"}}),
		"a service that is still there");
	check.is_true(!is_believed({{"_COMM", "evil"}}), "a program");
	check.is_true(!has_path(read_lost_line(check, "", {}, "1/FAILURE"), "/srv/x"),
		"the manager saw no step fail");
	check.is_true(!has_path(read_lost_line(check, "", {}, "203/EXEC"), "/srv/x"),
		"the manager saw another step fail");
}

void test_restart_loop(Check &check)
{
	Journal journal;
	for (const std::string &invocation : {a1, a2, a3}) {
		miss_program(journal, invocation, 51);
		journal.manager("a.service", invocation, message_id::restart_scheduled,
			"a.service: Scheduled restart job, restart counter is at 1.");
		journal.wait(100);
	}
	journal.manager("a.service", a3, message_id::unit_failed,
		"a.service: Start request repeated too quickly.");
	const Incident incident = collect_one(check, journal, "a.service", "alpha");
	check.equal(incident.invocation, a3);
	check.equal(incident.repeats, 2U);
	check.is_true(incident.outcome == Outcome::Failed, "not failed");
	check.is_true(incident.start_limit_hit, "start limit");
	if (check.equal(incident.denials.size(), std::size_t{1}))
		check.equal(incident.denials[0].count, 1U);
}

/** Started, and dead within a moment: whatever starts it again, that it was started says little. */
void test_socket_loop(Check &check)
{
	Journal journal;
	for (const std::string &invocation : {a1, a2}) {
		journal.manager(
			"a.service", invocation, message_id::unit_started, "Started a.service.");
		journal.record(51, "alpha").die_of_sigsys("a.service", invocation);
		journal.wait(40);
	}
	journal.manager("a.service", a3, message_id::unit_started, "Started a.service.");
	const Incident loop = collect_one(check, journal, "a.service", "alpha");
	check.equal(loop.invocation, a2);
	check.is_true(loop.outcome == Outcome::Failed, "not failed");
	journal.wait(70000).line("b.service", b1, 52, "beta", "later");
	const Incident runs = collect_one(check, journal, "a.service", "alpha");
	check.equal(runs.invocation, a3);
}

void test_left_over_process(Check &check)
{
	const auto bind_denial = [&check](const std::string &sender) {
		Journal journal;
		const std::string text = "a.service: Found left-over process 40 (alpha) in control "
					 "group while starting unit. Ignoring.";
		if (sender == "manager")
			journal.manager("a.service", a1, "", text);
		else
			journal.line("a.service", a1, 51, "alpha", text);
		journal.line("a.service", a1, 51, "alpha", "Could not bind to port 8000");
		journal.exit("a.service", a1, "exited", "1/FAILURE");
		const Incident incident = collect_one(check, journal, "a.service", "alpha");
		check.equal(incident.denials.size(), std::size_t{1});
		return incident.denials.empty() ? Denial{} : incident.denials.front();
	};
	check.is_true(bind_denial("manager").other_cause, "it has the port");
	check.is_true(!bind_denial("alpha").other_cause, "the service's own word");
}

void test_running_unit_has_not_ended(Check &check)
{
	Journal journal;
	journal.start("a.service", a1)
		.manager("a.service", a1, message_id::unit_started, "Started a.service.");
	journal.line("a.service", a1, 51, "alpha", "ready");
	const Incident running = collect_one(check, journal, "a.service", "alpha");
	check.is_true(running.outcome == Outcome::Ok, "not ok");
	check.is_true(running.started != 0, "when it was started");
	check.equal(running.ended, std::uint64_t{0});
	journal.manager("a.service", a1, message_id::unit_succeeded,
		"a.service: Deactivated successfully.");
	const Incident stopped = collect_one(check, journal, "a.service", "alpha");
	check.is_true(stopped.outcome == Outcome::Ok, "not ok after its end");
	check.is_true(stopped.ended > stopped.started, "when it ended");
}

void test_older_failure_of_a_unit_that_runs_again(Check &check)
{
	Journal journal;
	journal.start("a.service", a1).record(51, "alpha").die_of_sigsys("a.service", a1);
	journal.wait(600000).start("a.service", a2);
	journal.manager("a.service", a2, message_id::unit_started, "Started a.service.");
	journal.line("a.service", a2, 61, "alpha", "ready");
	const Incident incident = collect_one(check, journal, "a.service", "alpha");
	check.equal(incident.invocation, a2);
	check.equal(incident.denials.size(), std::size_t{0});
}

/** A repair that works is seen at once, even of a service that says nothing when it is well. */
void test_start_that_works_after_a_failed_one(Check &check)
{
	Journal journal;
	journal.start("a.service", a1).record(51, "alpha").die_of_sigsys("a.service", a1);
	journal.wait(3000).start("a.service", a2);
	const Incident trying = collect_one(check, journal, "a.service", "alpha");
	check.equal(trying.invocation, a1);
	journal.manager("a.service", a2, message_id::unit_started, "Started a.service.");
	const Incident works = collect_one(check, journal, "a.service", "alpha");
	check.equal(works.invocation, a2);
	check.is_true(works.outcome == Outcome::Ok, "it runs");
	check.equal(works.denials.size(), std::size_t{0});
}

/** What a run that worked said as well does not stop the unit; what it did not say may. */
void test_complaint_of_a_run_that_worked(Check &check)
{
	const std::string old = "cannot open /srv/x: Read-only file system";
	Journal journal;
	journal.start("a.service", a1).line("a.service", a1, 51, "alpha", old);
	journal.manager("a.service", a1, message_id::unit_started, "Started a.service.");
	journal.manager("a.service", a1, message_id::unit_stopped, "Stopped a.service.");
	journal.wait(3000).start("a.service", a2).line("a.service", a2, 61, "alpha", old);
	journal.line("a.service", a2, 61, "alpha", "cannot open /srv/y: Read-only file system");
	journal.exit("a.service", a2, "exited", "1/FAILURE").fail("a.service", a2, "exit-code");
	const Incident incident = collect_one(check, journal, "a.service", "alpha");
	check.equal(incident.invocation, a2);
	if (!check.equal(incident.denials.size(), std::size_t{2}))
		return;
	check.is_true(incident.denials[0].also_in_good_run, "said before");
	check.is_true(incident.denials[0].strength < 0.5, "so it is weak");
	check.is_true(!incident.denials[1].also_in_good_run && incident.denials[1].strength == 1,
		"said for the first time");
}

/** The manager's own next try, with a drop-in that was loaded meanwhile. */
void test_next_try_after_a_repair(Check &check)
{
	Journal journal;
	for (const std::string &invocation : {a1, a2}) {
		journal.start("a.service", invocation)
			.manager("a.service", invocation, message_id::unit_started,
				"Started a.service.");
		journal.record(51, "alpha").die_of_sigsys("a.service", invocation);
		journal.manager("a.service", invocation, message_id::restart_scheduled,
			"a.service: Scheduled restart job, restart counter is at 1.");
		journal.wait(1000);
	}
	journal.start("a.service", a3)
		.manager("a.service", a3, message_id::unit_started, "Started a.service.");
	const auto log = journal.open();
	const UnitConfig config = config_of("a.service", "alpha");
	std::uint64_t changed = 0;
	const auto look = [&] {
		return collect_incidents(*log, "a.service", config, {}, changed).front();
	};
	const auto is_repaired = [](const Incident &incident) {
		return std::ranges::any_of(incident.diagnostics, [](const Diagnostic &diagnostic) {
			return diagnostic.message.find("is repaired") != std::string::npos;
		});
	};
	const Incident same_files = look();
	check.equal(same_files.invocation, a2);
	check.is_true(!is_repaired(same_files), "nothing was changed");
	changed = log->newest_time() - 500000;
	const Incident changed_files = look();
	check.equal(changed_files.invocation, a3);
	check.is_true(changed_files.outcome == Outcome::Ok, "it runs");
	check.is_true(is_repaired(changed_files), "repaired");
	changed = 1;
	check.equal(look().invocation, a2);
	changed = log->newest_time() + 1;
	check.equal(look().invocation, a2);
}

void test_long_invocation(Check &check)
{
	Journal journal;
	journal.start("a.service", a1)
		.line("a.service", a1, 51, "alpha", "cannot open /srv/x: Read-only file system");
	for (unsigned i = 0; i < 3000; ++i)
		journal.line("a.service", a1, 51, "alpha", "GET /" + std::to_string(i));
	journal.exit("a.service", a1, "exited", "1/FAILURE").fail("a.service", a1, "exit-code");
	const Incident incident = collect_one(check, journal, "a.service", "alpha");
	if (check.equal(incident.denials.size(), std::size_t{1}))
		check.equal(incident.denials[0].operation.path, std::string{"/srv/x"});
}

void test_unknown_unit(Check &check)
{
	Journal journal;
	journal.start("a.service", a1);
	const Incident incident = collect_one(check, journal, "b.service", "beta");
	check.is_true(incident.outcome == Outcome::NoTrace, "a trace of nothing");
	check.equal(incident.unit, std::string{"b.service"});
}

std::string suspects_of(const Journal &journal)
{
	std::string names;
	const auto log = journal.open();
	for (const FailedUnit &suspect : find_failed_units(*log, {}))
		names += suspect.unit + ' ';
	return names;
}

void test_suspects(Check &check)
{
	Journal journal;
	journal.exit("clean.service", a1, "exited", "0/SUCCESS");
	journal.start("old.service", a1).die_of_sigsys("old.service", a1);
	journal.fail("dev-sda.device", a1, "timeout");
	journal.start("new.service", b1).die_of_sigsys("new.service", b1);
	journal.dump("dumped.service", 77, "worker");
	check.equal(suspects_of(journal), std::string{"dumped.service new.service old.service "});
}

void test_worker_of_an_active_unit_is_suspect(Check &check)
{
	Journal journal;
	journal.start("a.service", a1).line("a.service", a1, 50, "alpha", "ready");
	journal.line("a.service", a1, 51, "worker", "working").wait(5000).record(51, "worker");
	journal.wait(100).line("a.service", a1, 50, "alpha", "a worker is gone");
	check.equal(suspects_of(journal), std::string{"a.service "});
	check_only_record(check, collect_one(check, journal, "a.service", "alpha"), 51);
}

void test_control_group_of_a_killed_process_is_suspect(Check &check)
{
	const std::string kill = "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,"
				 "mems_allowed=0,oom_memcg=/system.slice/a.service,task_memcg="
				 "/system.slice/a.service/x,task=worker,pid=51,uid=33";
	Journal journal;
	journal.add({{"_TRANSPORT", "kernel"}, {"SYSLOG_FACILITY", "0"}, {"MESSAGE", kill}});
	check.equal(suspects_of(journal), std::string{"a.service "});
	Journal forged;
	forged.line("b.service", a1, 51, "beta", kill);
	check.equal(suspects_of(forged), std::string{});
	const auto pasted = test::open_text("[ 12.345678] " + kill + '\n');
	check.equal(find_failed_units(*pasted, {}).size(), std::size_t{1});
}

void test_forged_record_makes_no_suspect(Check &check)
{
	Journal journal;
	journal.line("a.service", a1, 51, "alpha", "hello");
	journal.line("a.service", a1, 51, "alpha", "audit: " + Journal::seccomp(51, "alpha", 1));
	check.equal(suspects_of(journal), std::string{});
}

std::string others_of(const Incident &incident)
{
	std::string text;
	for (const OtherFailure &other : incident.other_failures)
		text += other.unit + (other.bond == Relation::Dependency         ? ":dependency "
					     : other.bond == Relation::Activated ? ":activated "
										 : ":named ");
	return text;
}

/** web.service fails because of another unit; what is asked for is web.service alone. */
Incident fail_beside(const Fields &line_of_other, const std::string &other,
	const std::string &error, std::vector<std::string> dependencies)
{
	Journal journal;
	journal.start(other, b1).exit(other, b1, "exited", "226/NAMESPACE");
	journal.fail(other, b1, "exit-code").wait(2000).start("web.service", a1);
	if (!line_of_other.empty())
		journal.add(line_of_other);
	journal.line("web.service", a1, 70, "web", error)
		.exit("web.service", a1, "exited", "1/FAILURE")
		.fail("web.service", a1, "exit-code");
	const auto log = journal.open();
	UnitConfig config = config_of("web.service", "web");
	config.dependencies = std::move(dependencies);
	return collect_incidents(*log, "web.service", config, {}).front();
}

void test_failures_of_other_units(Check &check)
{
	const char *refused = "cannot connect to /run/redis-x/redis.sock: Connection refused";
	check.equal(others_of(fail_beside({}, "redis-x.service", refused, {})),
		"redis-x.service:named ");
	check.equal(
		others_of(fail_beside({}, "redis.service", refused, {})), "redis.service:named ");
	check.equal(others_of(fail_beside({}, "redi.service", refused, {})), "");
	check.equal(others_of(fail_beside({}, "db.service", refused, {"db.service"})),
		"db.service:dependency ");
	check.equal(others_of(fail_beside({}, "db.service", refused, {"db.socket"})),
		"db.service:dependency ");
	check.equal(others_of(fail_beside({}, "web.service", refused, {"web.service"})), "");
}

/** A socket that gave up because its service did. */
void test_service_of_a_socket(Check &check)
{
	Journal journal;
	journal.start("x.service", b1).exit("x.service", b1, "exited", "226/NAMESPACE");
	journal.fail("x.service", b1, "exit-code").fail("x.socket", a1, "service-start-limit-hit");
	const auto log = journal.open();
	UnitConfig config;
	config.id = "x.socket";
	check.equal(others_of(collect_incidents(*log, "x.socket", config, {}).front()),
		"x.service:dependency ");
}

Fields bus_line(const std::string &sender, const std::string &pid)
{
	return {{"_TRANSPORT", "journal"}, {"_PID", "9"}, {"_COMM", "dbus-daemon"},
		{"_SYSTEMD_UNIT", sender},
		{"MESSAGE", "[system] Activating via systemd: service name='org.x.Helper' "
			    "unit='helper-x.service' requested by ':1.15' (uid=33 pid=" +
				    pid + " comm=\"web\" label=\"unconfined\")"}};
}

void test_helper_that_the_bus_started(Check &check)
{
	const char *error = "Activation of org.x.Helper timed out";
	check.equal(others_of(fail_beside(
			    bus_line("dbus.service", "70"), "helper-x.service", error, {})),
		"helper-x.service:activated ");
	check.equal(others_of(fail_beside(
			    bus_line("dbus.service", "71"), "helper-x.service", error, {})),
		"");
	check.equal(others_of(fail_beside(
			    bus_line("liar.service", "70"), "helper-x.service", error, {})),
		"");
}

/** A job of cron is killed: its login was opened by cron's own process. */
void test_record_of_a_login(Check &check)
{
	for (const auto &[session, found] : {std::pair{"7", true}, std::pair{"8", false}}) {
		Journal journal;
		journal.start("cron.service", a1)
			.manager("cron.service", a1, message_id::unit_started, "Started cron.")
			.add({{"_TRANSPORT", "syslog"}, {"_PID", "80"}, {"_UID", "0"},
				{"_COMM", "cron"}, {"_SYSTEMD_UNIT", "cron.service"},
				{"_SYSTEMD_INVOCATION_ID", a1}, {"_AUDIT_SESSION", "7"},
				{"MESSAGE", "(root) CMD (backup)"}});
		std::string record = Journal::seccomp(81, "backup", 1);
		const std::string unset = "ses=4294967295";
		record.replace(record.find(unset), unset.size(), "ses=" + std::string{session});
		journal.add({{"_TRANSPORT", "kernel"}, {"SYSLOG_FACILITY", "0"},
			{"SYSLOG_IDENTIFIER", "kernel"}, {"MESSAGE", "audit: " + record}});
		const Incident incident = collect_one(check, journal, "cron.service", "cron");
		check.equal(incident.denials.size(), std::size_t{found ? 1U : 0U});
	}
}

/** The same by a real journal's index. */
void test_real_journal(Check &check)
{
	const test::TemporaryDirectory directory;
	Journal journal;
	journal.start("x@1.service", a1).start("x@2.service", b1).record(51, "x", 1);
	journal.record(52, "x", 2)
		.die_of_sigsys("x@1.service", a1)
		.die_of_sigsys("x@2.service", b1);
	test::make_journal(directory.path() + "/system.journal", journal.text());
	const auto log = open_log({.directory = directory.path()});
	for (const auto &[unit, pid] :
		{std::pair{"x@1.service", 51}, std::pair{"x@2.service", 52}}) {
		const auto incidents = collect_incidents(*log, unit, config_of(unit, "x"), {});
		if (check.equal(incidents.size(), std::size_t{1}))
			check_only_record(check, incidents[0], pid);
	}
	check.equal(find_failed_units(*log, {}).size(), std::size_t{2});
}

} // namespace

int main()
{
	static constexpr test::Case cases[] = {
		{"a record is one unit's", test_record_of_one_unit},
		{"instances of one template", test_instances_of_one_template},
		{"a core dump names the owner", test_core_dump_names_the_owner},
		{"a helper of the unit", test_helper_of_the_unit},
		{"a process that wrote in another unit", test_record_of_a_process_that_wrote},
		{"a record long before", test_record_long_before},
		{"two forms of two records", test_two_forms_of_two_records},
		{"a missing program counts once", test_missing_program_counts_once},
		{"lines of an executor that is gone", test_lost_executor},
		{"lines of a program that is gone", test_lines_of_lost_executor},
		{"lines without a unit", test_unclaimed_line},
		{"made-up lines of an executor that is gone", test_forged_lost_executor},
		{"a restart loop", test_restart_loop},
		{"a loop of a socket's service", test_socket_loop},
		{"a process of an earlier run", test_left_over_process},
		{"a running unit has not ended", test_running_unit_has_not_ended},
		{"an older failure", test_older_failure_of_a_unit_that_runs_again},
		{"a complaint of a run that worked", test_complaint_of_a_run_that_worked},
		{"a start that works after a failed one", test_start_that_works_after_a_failed_one},
		{"the next try after a repair", test_next_try_after_a_repair},
		{"a long invocation", test_long_invocation},
		{"an unknown unit", test_unknown_unit},
		{"suspects", test_suspects},
		{"control group of a killed process is suspect",
			test_control_group_of_a_killed_process_is_suspect},
		{"a worker of an active unit", test_worker_of_an_active_unit_is_suspect},
		{"a forged record makes no suspect", test_forged_record_makes_no_suspect},
		{"failures of other units", test_failures_of_other_units},
		{"the service of a socket", test_service_of_a_socket},
		{"a helper that the bus started", test_helper_that_the_bus_started},
		{"a record of a login", test_record_of_a_login},
		{"a real journal", test_real_journal},
	};
	return test::run("collect", cases);
}
