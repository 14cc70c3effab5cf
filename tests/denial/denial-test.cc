// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"

#include "denial/address-words.hh"
#include "denial/avc.hh"
#include "denial/coredump.hh"
#include "denial/denial-list.hh"
#include "denial/evidence.hh"
#include "denial/kernel-limits.hh"
#include "denial/manager.hh"
#include "denial/seccomp.hh"
#include "journal/manager-text.hh"
#include "process/proc-text.hh"

#include <cerrno>
#include <csignal>

using namespace hardenctl;
using test::Check;

namespace {

constexpr std::string_view seccomp_line =
	"audit: type=1326 audit(1795458433.839:91): auid=4294967295 uid=0 gid=0 ses=4294967295 "
	"subj=unconfined pid=3230 comm=\"nginx\" exe=\"/usr/sbin/nginx\" sig=31 arch=c000003e "
	"syscall=41 "
	"compat=0 ip=0x7f287cf1e3b7 code=0x80000000";

Entry kernel(std::string_view message)
{
	Entry entry;
	entry.transport = Transport::Kernel;
	entry.identifier = "kernel";
	entry.realtime = 1795458433839000;
	entry.message = message;
	return entry;
}

Entry manager(std::string_view message)
{
	Entry entry;
	entry.transport = Transport::Journal;
	entry.from_manager = true;
	entry.pid = 1;
	entry.message = message;
	complete_manager_facts(entry); // as journal/ does
	return entry;
}

void test_seccomp(Check &check)
{
	const auto denial = detect_seccomp(kernel(seccomp_line));
	if (!check.is_true(denial.has_value(), "no denial"))
		return;
	check.equal(denial->operation.call, std::string{"socket"});
	check.equal(denial->answer.signal, SIGSYS);
	check.equal(*denial->pid, pid_t{3230});
	check.equal(denial->record, std::string{"1795458433.839:91"});
}

void test_logged_call_is_no_denial(Check &check)
{
	std::string line{seccomp_line};
	line.replace(line.find("0x80000000"), 10, "0x7ffc0000");
	check.is_true(!detect_seccomp(kernel(line)), "SystemCallLog= denies nothing");
}

void test_forged_records(Check &check)
{
	Entry entry = kernel(seccomp_line);
	entry.transport = Transport::Stdout;
	check.is_true(!detect_seccomp(entry), "a program's text became a kernel record");
	check.is_true(source_of(entry) == Source::Program, "not a program");
	entry.message = "x.service: Main process exited, code=killed, status=31/SYS";
	check.is_true(!detect_manager(entry), "a program's text became the manager's");
	entry.identifier = "systemd-coredump";
	entry.message = "Process 1 (x) of user 0 dumped core.";
	check.is_true(source_of(entry) == Source::Program, "anybody can be systemd-coredump");
}

void test_forged_field(Check &check)
{
	std::string line{seccomp_line};
	line.replace(line.find("\"nginx\""), 7, "6E2070696431");
	const auto denial = detect_seccomp(kernel(line));
	check.is_true(denial && denial->comm == "n pid1", "hex is not decoded");
}

void test_avc(Check &check)
{
	const auto denied =
		detect_avc(kernel("audit: type=1400 audit(1.234:5): apparmor=\"DENIED\" "
				  "operation=\"open\" class=\"file\" "
				  "profile=\"named\" name=\"/etc/x\" pid=9 comm=\"named\" "
				  "requested_mask=\"r\" denied_mask=\"r\""));
	if (check.is_true(denied.has_value(), "no denial")) {
		check.is_true(denied->layer == Layer::AppArmor, "layer");
		check.equal(denied->operation.path, std::string{"/etc/x"});
	}
	check.is_true(!detect_avc(kernel("audit: type=1400 audit(1.234:6): apparmor=\"DENIED\" "
					 "operation=\"change_onexec\" class=\"file\" "
					 "info=\"label not found\" error=-2 profile=\"unconfined\" "
					 "name=\"gone\" pid=7 comm=\"(x)\"")),
		"a profile that is not loaded refuses nothing");
	check.is_true(
		!detect_avc(kernel(
			"audit: type=1400 audit(1.234:5): apparmor=\"ALLOWED\" operation=\"open\" "
			"name=\"/etc/x\" pid=9 comm=\"x\"")),
		"complain mode");
	check.is_true(!detect_avc(kernel(
			      "audit: type=1400 audit(1.2:5): avc:  denied  { read } for  pid=1 "
			      "comm=\"a\" path=\"/x\" tclass=file permissive=1")),
		"permissive");
}

void test_kernel_limits(Check &check)
{
	const auto pids = detect_kernel_limit(
		kernel("cgroup: fork rejected by pids controller in /system.slice/nginx.service"));
	check.is_true(pids && unit_of_cgroup(pids->cgroup, false) == "nginx.service", "pids");
	const char *of_user = "/user.slice/user-1.slice/user@1.service/app.slice/nginx.service";
	check.equal(unit_of_cgroup(of_user, true), "nginx.service");
	check.equal(unit_of_cgroup(of_user, false), "user@1.service");
	check.equal(unit_of_cgroup("/system.slice/a.service/nginx.service", false), "a.service");
	const auto oom = detect_kernel_limit(kernel(
		"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/"
		",mems_allowed=0,oom_memcg=/system.slice/"
		"a.service,task_memcg=/system.slice/a.service,task=python3,pid=24264,uid=33"));
	check.is_true(
		oom && !oom->denial.other_cause && oom->denial.operation.resource == "MemoryMax",
		"oom");
	for (const char *line : {"Tasks in /system.slice/a.service are going to be killed due to "
				 "memory.oom.group set",
		     "Task in /system.slice/a.service killed as a result of limit of "
		     "/system.slice/a.service"}) {
		const auto group = detect_kernel_limit(kernel(line));
		check.is_true(group && unit_of_cgroup(group->cgroup, false) == "a.service", line);
	}
	check.is_true(
		tells_lost_records(kernel("kauditd_printk_skb: 555 callbacks suppressed")), "lost");
}

struct SetupRow {
	std::string_view message;
	int status;
	std::string_view path;
	std::string_view setting;
	int error_number;
};

constexpr SetupRow setup_rows[] = {
	{"redis.service: Failed to set up mount namespacing: /run/systemd/unit-root/x: No such "
	 "file or directory",
		226, "/x", "", ENOENT},
	{"a.service: Failed at step NAMESPACE spawning /usr/bin/a: No such file or directory", 226,
		"", "", ENOENT},
	{"a.service: Unable to locate executable '/x': No such file or directory", 203, "/x", "",
		ENOENT},
	{"a.service: Failed to execute /usr/bin/a: Permission denied", 203, "/usr/bin/a", "",
		EACCES},
	{"a.service: Failed to determine supplementary groups: No such process", 216, "",
		"SupplementaryGroups", ESRCH},
	{"a.service: Failed to determine user credentials: No such process", 217, "", "User",
		ESRCH},
	{"a.service: Changing to the requested working directory failed: No such file or directory",
		200, "", "WorkingDirectory", ENOENT},
	{"a.service: Failed to restrict filesystems: Operation not permitted", 244, "",
		"RestrictFileSystems", EPERM},
	{"a.service: Failed to load environment files: No such file or directory", 0, "",
		"EnvironmentFile", ENOENT},
	{"a.service: Service of Type=forking does not support PrivatePIDs=yes. Refusing.", 0, "",
		"PrivatePIDs", 0},
	{"a.service: Unit has PAM enabled. Kill mode must be set to 'control-group' or 'mixed'. "
	 "Refusing.",
		0, "", "PAMName", 0},
	{"a.service: Failed to set up special execution directory in /var/lib: File exists", 238,
		"/var/lib", "StateDirectory", EEXIST},
	{"a.service: Failed to apply system call filters: Invalid argument", 228, "",
		"SystemCallFilter", EINVAL},
};

void test_setup_steps(Check &check)
{
	for (const SetupRow &row : setup_rows) {
		const auto denial = detect_manager(manager(row.message));
		if (!check.is_true(denial.has_value(), row.message))
			continue;
		check.equal(denial->operation.exit_status.value_or(0), row.status);
		check.equal(denial->operation.path, std::string{row.path});
		check.equal(denial->operation.setting, std::string{row.setting});
		check.equal(denial->answer.error_number, row.error_number);
	}
	check.is_true(!detect_manager(manager(
			      "a.service: Failed to set up user namespacing for unprivileged user, "
			      "ignoring: Operation not permitted")),
		"the unit goes on");
}

void test_exits(Check &check)
{
	const auto killed = detect_manager(
		manager("x.service: Main process exited, code=dumped, status=31/SYS"));
	check.is_true(killed && killed->answer.signal == SIGSYS, "31/SYS");
	const auto shell = detect_manager(
		manager("x.service: Main process exited, code=exited, status=159/n/a"));
	check.is_true(shell && shell->answer.signal == SIGSYS, "159");
	const auto size = detect_manager(
		manager("x.service: Main process exited, code=dumped, status=25/XFSZ"));
	check.is_true(size && size->operation.resource == "FSIZE", "25/XFSZ");
	check.is_true(!detect_manager(manager(
			      "x.service: Main process exited, code=exited, status=1/FAILURE")),
		"1");
}

void test_stacks(Check &check)
{
	check.equal(
		call_of_stack("Stack trace of thread 1:\n#0  0x00007f socket (libc.so.6 + 0x10)\n"
			      "#1  0x0055 main (nginx + 0x1)"),
		std::string{"socket"});
	check.equal(call_of_stack("#0  0x00007f runtime/internal/syscall.Syscall6 (x + 0x1)\n"
				  "#1  0x00007f syscall.RawSyscall6 (x + 0x1)\n#2  0x00007f "
				  "syscall.socket (x + 1)"),
		std::string{"socket"});
}

void test_one_event_is_one_denial(Check &check)
{
	DenialList list;
	auto printk = detect_seccomp(kernel(seccomp_line));
	auto again = printk;
	Entry exit = manager("nginx.service: Main process exited, code=dumped, status=31/SYS");
	exit.realtime = 1795458434000000;
	list.add(*printk);
	list.add(*again);
	list.add(*detect_manager(exit));
	const auto denials = list.take();
	if (check.equal(denials.size(), std::size_t{1})) {
		check.equal(denials[0].count, 1U);
		check.equal(denials[0].evidence.size(), std::size_t{3});
	}
}

/** Only what is surely the other side's. */
void test_addresses(Check &check)
{
	const auto in = [](std::string_view line) { return find_ip_address(line); };
	check.equal(in("connect to 10.1.2.3:5432 failed"), "10.1.2.3");
	check.equal(in("dial tcp [2001:DB8:0::1]:443: connect: operation not permitted"),
		"2001:db8::1");
	check.equal(in("connect(::1): 10:00:01 at 12:30, error 1"), "::1");
	check.equal(in("10.1.2.3: no answer from 10.1.2.3"), "10.1.2.3");
	check.equal(in("from 10.1.2.3 to 10.1.2.4"), "");
	check.equal(in("sendto 0.0.0.0:53 or [::]:53, 300.1.1.1, v1.2.3.4, 1.2.3.4.5"), "");
	check.equal(in("db.example.org:5432"), "");
}

} // namespace

int main()
{
	static constexpr test::Case cases[] = {
		{"seccomp record", test_seccomp},
		{"a logged call is no denial", test_logged_call_is_no_denial},
		{"forged records stay text", test_forged_records},
		{"hex fields", test_forged_field},
		{"security modules", test_avc},
		{"limits", test_kernel_limits},
		{"set-up steps", test_setup_steps},
		{"exits", test_exits},
		{"stacks", test_stacks},
		{"one event is one denial", test_one_event_is_one_denial},
		{"addresses", test_addresses},
	};
	return test::run("denial", cases);
}
