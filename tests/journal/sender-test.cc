// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "fixture.hh"

#include "harness.hh"
#include "journal/message-id.hh"

#include <algorithm>

using namespace hardenctl;
using namespace hardenctl::test;

namespace {

const std::string nginx = "nginx.service";
const std::string id = "74517fec565444b083e20cfa9a0f7d7d";
const std::string spawn_failed{message_id::spawn_failed};
const std::string unit_failed{message_id::unit_failed};
const std::string coredump{message_id::coredump};

Entry read_one(const Fields &fields)
{
	const auto log = open_text(export_entry(1, fields));
	Entry copy;
	// Whatever it is, one of the selections has it.
	for (const Query &query : {Query{.select = Select::Process, .pid = 510},
		     Query{.select = Select::Process, .pid = 1}, Query{.select = Select::Kernel},
		     Query{.select = Select::Failures}})
		for (const Entry &entry : collect(*log, query))
			copy = entry;
	return copy;
}

Fields executor_fields(const std::string &comm, const std::string &exe, const std::string &about)
{
	return {{"_TRANSPORT", "journal"}, {"_PID", "510"}, {"_UID", "0"}, {"_COMM", comm},
		{"_EXE", exe}, {"_SYSTEMD_UNIT", nginx}, {"_SYSTEMD_INVOCATION_ID", id},
		{"UNIT", about}, {"INVOCATION_ID", id}, {"CODE_FILE", "src/core/exec-invoke.c"},
		{"MESSAGE_ID", spawn_failed}, {"EXECUTABLE", "/usr/sbin/nginx"}, {"ERRNO", "2"},
		{"MESSAGE", "Failed at step CHDIR spawning /usr/sbin/nginx: No such file"}};
}

void manager_is_believed(Check &check)
{
	const auto entry = read_one(from_manager({{"UNIT", nginx}, {"INVOCATION_ID", id},
		{"MESSAGE_ID", unit_failed}, {"UNIT_RESULT", "signal"},
		{"MESSAGE", "nginx.service: Failed with result 'signal'."}}));
	check.is_true(entry.from_manager, "from the manager");
	check.equal(entry.about_unit, nginx);
	check.equal(entry.about_invocation, id);
	check.equal(entry.unit_result, "signal");
	check.equal(entry.message_id, unit_failed);
}

void service_that_claims_to_be_the_manager_is_not_believed(Check &check)
{
	const auto fields = from_service("evil.service",
		{{"UNIT", nginx}, {"MESSAGE_ID", unit_failed}, {"UNIT_RESULT", "signal"},
			{"INVOCATION_ID", id}, {"EXIT_CODE", "killed"}, {"EXIT_STATUS", "31"},
			{"CODE_FILE", "src/core/exec-invoke.c"}, {"COREDUMP_UNIT", nginx},
			{"MESSAGE", "nginx.service: Failed with result 'signal'."}});
	const auto entry = read_one(fields);
	check.equal(entry.message, "nginx.service: Failed with result 'signal'.");
	check.is_true(!entry.from_manager, "not from the manager");
	check.equal(entry.about_unit, "");
	check.equal(entry.about_invocation, "");
	check.equal(entry.message_id, "");
	check.equal(entry.unit_result, "");
	check.is_true(!entry.exit_status, "no exit status");
	const auto log = open_text(export_entry(1, fields));
	check.equal(collect(*log, {.unit = nginx}).size(), 0u);
	check.equal(collect(*log, {.unit = "evil.service"}).size(), 1u);
	check.equal(collect(*log, {.select = Select::Failures}).size(), 0u);
	check.equal(collect(*log, {.select = Select::Invocation, .invocation = id}).size(), 0u);
}

void stdout_of_pid_1_child_is_no_manager(Check &check)
{
	auto fields = from_manager({{"UNIT", nginx}, {"MESSAGE", "forged"}});
	std::ranges::find(fields, "_TRANSPORT", &Fields::value_type::first)->second = "stdout";
	check.is_true(!read_one(fields).from_manager, "standard output carries no fields");
}

void executor_is_believed_about_its_own_unit(Check &check)
{
	const auto entry =
		read_one(executor_fields("(nginx)", "/usr/lib/systemd/systemd-executor", nginx));
	check.is_true(entry.from_manager, "the executor speaks for the manager");
	check.equal(entry.about_unit, nginx);
	check.equal(entry.executable, "/usr/sbin/nginx");
	check.is_true(entry.error_number == 2, "errno");
}

void child_in_init_scope_speaks_of_its_step_only(Check &check)
{
	auto fields = executor_fields("(nginx)", "/usr/lib/systemd/systemd", nginx);
	for (auto &[name, value] : fields)
		if (name == "_SYSTEMD_UNIT")
			value = "init.scope";
	fields.emplace_back("_SYSTEMD_CGROUP", "/init.scope");
	const auto entry = read_one(fields);
	check.equal(entry.about_unit, nginx);
	check.is_true(entry.from_executor, "not the manager itself");
	std::ranges::find(fields, "MESSAGE_ID", &Fields::value_type::first)->second = unit_failed;
	check.is_true(read_one(fields).message_id != unit_failed, "no verdict on the unit");
	std::ranges::find(fields, "_COMM", &Fields::value_type::first)->second = "evil";
	check.is_true(!read_one(fields).from_manager, "root that moved there");
}

void executor_without_unit_field_is_believed(Check &check)
{
	auto fields = executor_fields("(nginx)", "/usr/lib/systemd/systemd-executor", nginx);
	std::erase_if(fields, [](const auto &field) { return field.first == "UNIT"; });
	const auto entry = read_one(fields);
	check.is_true(entry.from_manager, "262 leaves UNIT= out");
	check.equal(entry.about_unit, nginx);
}

void forged_executors_are_not_believed(Check &check)
{
	const std::string executor = "/usr/lib/systemd/systemd-executor";
	check.is_true(!read_one(executor_fields("nginx", executor, nginx)).from_manager,
		"renamed already");
	check.is_true(!read_one(executor_fields("(nginx)", "/usr/sbin/nginx", nginx)).from_manager,
		"another program");
	check.is_true(!read_one(executor_fields("(nginx)", executor, "ssh.service")).from_manager,
		"another unit");
}

void user_manager_speaks_of_user_units_only(Check &check)
{
	const std::string scope = "/user.slice/user-1000.slice/user@1000.service/init.scope";
	const Fields fields{{"_TRANSPORT", "journal"}, {"_PID", "510"}, {"_UID", "1000"},
		{"_SYSTEMD_CGROUP", scope}, {"_SYSTEMD_USER_UNIT", "init.scope"}, {"UNIT", nginx},
		{"USER_UNIT", "app.service"}, {"MESSAGE_ID", unit_failed}, {"MESSAGE", "x"}};
	check.equal(read_one(fields).about_unit, "app.service");
	const auto log = open_text(export_entry(1, fields));
	check.equal(collect(*log, {.unit = nginx}).size(), 0u);
	check.equal(collect(*log, {.select = Select::Failures}).size(), 0u);
}

void delegated_scope_is_no_user_manager(Check &check)
{
	const std::string scope =
		"/system.slice/x.service/user.slice/user-1.slice/user@1.service/init.scope";
	check.is_true(!read_one({{"_TRANSPORT", "journal"}, {"_PID", "510"},
					{"_SYSTEMD_CGROUP", scope}, {"USER_UNIT", "app.service"}})
			       .from_manager,
		"a service may name its control groups as it likes");
}

Fields coredump_fields(const std::string &uid, const std::string &exe, const std::string &unit)
{
	return {{"_TRANSPORT", "journal"}, {"_PID", "510"}, {"_UID", uid}, {"_EXE", exe},
		{"_SYSTEMD_UNIT", unit}, {"MESSAGE_ID", coredump}, {"COREDUMP_UNIT", nginx},
		{"COREDUMP_PID", "1240"}, {"COREDUMP_SIGNAL", "31"}, {"COREDUMP_COMM", "nginx"},
		{"MESSAGE", "Process 1240 (nginx) of user 0 dumped core."}};
}

void coredump_is_believed_of_systemd_coredump_only(Check &check)
{
	const std::string exe = "/usr/lib/systemd/systemd-coredump";
	const std::string unit = "systemd-coredump@5-1142-0.service";
	for (const char *uid : {"0", "996"}) {
		const auto entry = read_one(coredump_fields(uid, exe, unit));
		check.equal(entry.coredump_unit, nginx);
		check.is_true(entry.coredump_pid == 1240 && entry.coredump_signal == 31, "facts");
		check.equal(entry.message_id, coredump);
	}
	auto of_user = coredump_fields("1000", exe, unit);
	of_user.emplace_back("COREDUMP_UID", "1000");
	check.equal(read_one(of_user).coredump_unit, nginx);
	for (const auto &forged : {coredump_fields("1000", exe, unit),
		     coredump_fields("0", "/usr/sbin/nginx", "evil.service"),
		     coredump_fields("0", exe, "evil.service"), coredump_fields("0", exe, ""),
		     coredump_fields("996", exe, ""),
		     coredump_fields("0", exe, "systemd-coredump.service"),
		     coredump_fields("996", "/usr/sbin/nginx", unit)}) {
		const auto entry = read_one(forged);
		check.equal(entry.coredump_unit, "");
		check.is_true(!entry.coredump_signal, "no signal");
		check.equal(entry.message_id, "");
	}
}

void audit_line_on_stdout_is_text(Check &check)
{
	const std::string line = "kernel: audit: type=1326 audit(1.2:3): pid=1 sig=31 syscall=41";
	const auto log = open_text(
		export_entry(1, {{"_TRANSPORT", "stdout"}, {"_PID", "510"}, {"_UID", "33"},
					{"_SYSTEMD_UNIT", nginx}, {"SYSLOG_IDENTIFIER", "kernel"},
					{"_AUDIT_TYPE", "1326"}, {"MESSAGE", line}}));
	check.equal(collect(*log, {.select = Select::Kernel}).size(), 0u);
	const auto entries = collect(*log, {.unit = nginx});
	if (!check.equal(entries.size(), 1u))
		return;
	check.is_true(entries[0].transport == Transport::Stdout, "transport");
	check.equal(entries[0].message, line);
	check.is_true(!entries[0].audit_type, "no audit record");
}

void kernel_buffer_written_by_a_process_is_not_the_kernel(Check &check)
{
	const Fields real{{"_TRANSPORT", "kernel"}, {"SYSLOG_FACILITY", "0"},
		{"SYSLOG_IDENTIFIER", "kernel"}, {"MESSAGE", "audit: type=1326"}};
	auto forged = real;
	forged[1].second = "1";
	check.equal(
		collect(*open_text(export_entry(1, real)), {.select = Select::Kernel}).size(), 1u);
	check.equal(collect(*open_text(export_entry(1, forged)), {.select = Select::Kernel}).size(),
		0u);
}

constexpr Case cases[] = {
	{"manager is believed", manager_is_believed},
	{"service that claims to be the manager is not believed",
		service_that_claims_to_be_the_manager_is_not_believed},
	{"stdout is no manager", stdout_of_pid_1_child_is_no_manager},
	{"executor is believed about its own unit", executor_is_believed_about_its_own_unit},
	{"child in init.scope", child_in_init_scope_speaks_of_its_step_only},
	{"executor without UNIT= is believed", executor_without_unit_field_is_believed},
	{"forged executors are not believed", forged_executors_are_not_believed},
	{"user manager speaks of user units only", user_manager_speaks_of_user_units_only},
	{"delegated scope is no user manager", delegated_scope_is_no_user_manager},
	{"core dump is believed of systemd-coredump only",
		coredump_is_believed_of_systemd_coredump_only},
	{"audit line on stdout is text", audit_line_on_stdout_is_text},
	{"kernel buffer written by a process is not the kernel",
		kernel_buffer_written_by_a_process_is_not_the_kernel},
};

} // namespace

int main()
{
	return run("journal sender", cases);
}
