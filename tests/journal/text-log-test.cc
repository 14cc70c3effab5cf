// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "fixture.hh"

#include "harness.hh"
#include "journal/message-id.hh"
#include "journal/text-log.hh"

#include <cstdlib>
#include <ctime>

using namespace hardenctl;
using namespace hardenctl::test;

namespace {

const Query nginx{.unit = "nginx.service"};
const std::string exited = "nginx.service: Main process exited, code=exited, status=226/NAMESPACE";

void every_time_format(Check &check)
{
	for (const char *prefix : {"Nov 23 18:27:45 ", "Nov 23 18:27:45.000000 ",
		     "2024-11-23T18:27:45+0000 ", "2024-11-23T19:27:45+01:00 ",
		     "2024-11-23T18:27:45.000000+0000 ", "2024-11-23T18:27:45.000000Z ",
		     "Sat 2024-11-23 18:27:45 UTC ", "1732386465.000000 ", "[  271.805382] ",
		     "    Sat 2024-11-23 18:27:45 UTC "}) {
		const auto log = open_text(prefix + ("host systemd[1]: " + exited + '\n'));
		const auto entries = collect(*log, nginx);
		check.is_true(log->is_plain_text(), "plain text");
		if (!check.is_true(entries.size() == 1, prefix))
			continue;
		const Entry &entry = entries[0];
		check.equal(entry.message, exited);
		check.equal(entry.hostname, "host");
		check.is_true(entry.provenance == Provenance::Text, "provenance");
		check.is_true(entry.from_manager && entry.exit_status == 226, prefix);
		if (*prefix == '[')
			check.equal(entry.monotonic, 271805382u);
		else if (*prefix == 'N')
			check.equal(entry.realtime % 60000000, 45000000u);
		else
			check.equal(entry.realtime, 1732386465000000u);
	}
}

void date_without_year_is_not_in_the_future(Check &check)
{
	const auto now = static_cast<std::uint64_t>(time(nullptr)) * 1000000;
	for (const char *date : {"Jan  1", "Jun 15", "Dec 31"}) {
		const auto log = open_text(std::string{date} + " 12:00:00 host a[1]: b\n");
		const auto day = std::uint64_t{86400} * 1000000;
		check.is_true(log->newest_time() <= now + day, "not in the future");
		check.is_true(log->newest_time() + 367 * day > now, "of the last year");
	}
}

void senders(Check &check)
{
	const auto log =
		open_text("Nov 23 18:27:45 h kernel: audit: type=1326 audit(1.2:3): pid=5\n"
			  "Nov 23 18:27:45 h audit[510]: SECCOMP auid=1 pid=510 "
			  "comm=\"nginx\" exe=\"/usr/sbin/nginx\" sig=31\n"
			  "Nov 23 18:27:45 h (nginx)[511]: nginx.service: Failed at step "
			  "CHDIR spawning /usr/sbin/nginx: No such file or directory\n"
			  "Nov 23 18:27:45 h systemd-coredump[600]: Process 510 (ngi nx) of "
			  "user 33 dumped core.\n"
			  "Nov 23 18:27:45 h systemd[1]: nginx.service: Failed with result "
			  "'core-dump'.\n"
			  "Nov 23 18:27:45 h nginx[510]: systemd[1]: nginx.service: Failed "
			  "with result 'signal'.\n");
	const auto kernel = collect(*log, {.select = Select::Kernel});
	if (check.equal(kernel.size(), 2u)) {
		check.is_true(kernel[0].transport == Transport::Kernel, "printk");
		check.is_true(kernel[1].transport == Transport::Audit, "audit");
		check.is_true(kernel[1].audit_type == 1326u && kernel[1].pid == 510, "record");
		check.equal(kernel[1].comm, "nginx");
	}
	const auto failures = collect(*log, {.select = Select::Failures});
	if (!check.equal(failures.size(), 3u))
		return;
	check.equal(failures[0].message_id, message_id::spawn_failed);
	check.equal(failures[0].executable, "/usr/sbin/nginx");
	check.is_true(failures[0].error_number == 2, "errno by its text");
	check.equal(failures[0].about_unit, "nginx.service");
	check.equal(failures[1].message_id, message_id::coredump);
	check.is_true(failures[1].coredump_pid == 510 && failures[1].coredump_uid == 33u, "core");
	check.equal(failures[1].coredump_comm, "ngi nx");
	check.equal(failures[2].unit_result, "core-dump");
	const auto process = collect(*log, {.select = Select::Process, .pid = 510});
	if (check.equal(process.size(), 3u))
		check.is_true(!process[2].from_manager, "a process may print what it likes");
}

void other_units_stay_out(Check &check)
{
	const auto log = open_text(
		"Nov 23 18:27:45 h systemd[1]: Starting ssh.service - OpenBSD Secure Shell...\n"
		"Nov 23 18:27:45 h systemd[1]: ssh.service: Failed with result 'signal'.\n"
		"Nov 23 18:27:45 h systemd[1]: Starting nginx.service - A web server...\n"
		"Nov 23 18:27:46 h nginx[510]: bind() failed\n"
		"-- Boot 9473942ffbee4ac3ac5065aa71115be6 --\n");
	const auto entries = collect(*log, nginx);
	if (!check.equal(entries.size(), 2u))
		return;
	check.equal(entries[0].message_id, message_id::unit_starting);
	check.equal(entries[0].about_unit, "nginx.service");
	check.equal(entries[1].message, "bind() failed");
	check.equal(entries[1].identifier, "nginx");
}

void continuation_lines_belong_together(Check &check)
{
	const auto log = open_text("Nov 23 18:27:45 h nginx[510]: first\n"
				   "                              second\n"
				   "                                indented\n"
				   "Nov 23 18:27:46 h nginx[510]: next\n");
	const auto entries = collect(*log, nginx);
	if (!check.equal(entries.size(), 2u))
		return;
	check.equal(entries[0].message, "first\nsecond\n  indented");
}

void bare_lines(Check &check)
{
	const auto log = open_text("bind() to 0.0.0.0:80 failed (13: Permission denied)\n"
				   "systemd[1]: nginx.service: Failed with result 'exit-code'.\n" +
				   exited +
				   "\naudit: type=1326 audit(1.2:3): pid=5\n"
				   "Started at noon\n");
	const auto entries = collect(*log, nginx);
	if (!check.equal(entries.size(), 4u))
		return;
	check.equal(entries[0].message, "bind() to 0.0.0.0:80 failed (13: Permission denied)");
	check.is_true(!entries[0].from_manager && entries[0].unit.empty(), "bare");
	check.is_true(entries[1].from_manager, "sender without time");
	check.is_true(entries[2].from_manager && entries[2].exit_status == 226, "manager's words");
	check.is_true(!entries[3].from_manager && entries[3].message_id.empty(), "anybody's words");
	check.equal(collect(*log, {.select = Select::Kernel}).size(), 1u);
}

/** What a mail, a table or a container's log puts before a line is no sender. */
void quotations(Check &check)
{
	const std::string line = "Nov 23 18:27:45 h nginx[510]: bind() failed";
	for (const std::string &text : {"> " + line, "> > " + line, ">> " + line,
		     "app-1  | " + line, "| " + line + " |", "  > app_1.x | " + line}) {
		const auto log = open_text(text + '\n');
		const auto entries = collect(*log, nginx);
		if (!check.equal(entries.size(), 1u))
			continue;
		check.equal(entries[0].identifier, "nginx");
		check.is_true(entries[0].message.starts_with("bind() failed"), text);
		check.is_true(entries[0].realtime != 0, text);
	}
	for (const char *text : {"app-1  | bind() failed", "> bind() failed", "bind() failed"}) {
		const auto log = open_text(std::string{text} + '\n');
		check.equal(collect(*log, nginx).at(0).message, "bind() failed");
	}
	const auto words = open_text("at noon nginx[510]: bind() failed\n");
	check.equal(collect(*words, nginx).at(0).identifier, "");
}

void dmesg_is_the_kernel(Check &check)
{
	const auto log =
		open_text("[   12.345678] audit: type=1326 audit(1.2:3): pid=5\n"
			  "[   12.345679] nginx[510]: segfault at 0 ip 0\n"
			  "[   12.345680] Memory cgroup out of memory: Killed process 5\n"
			  "[    1.000000] systemd[1]: systemd 252.39-1 running in system mode\n");
	const auto entries = collect(*log, {.select = Select::Kernel});
	if (!check.equal(entries.size(), 3u))
		return;
	check.equal(entries[0].message, "audit: type=1326 audit(1.2:3): pid=5");
	check.equal(entries[1].message, "nginx[510]: segfault at 0 ip 0");
	check.equal(entries[2].message, "Memory cgroup out of memory: Killed process 5");
	check.equal(log->facts().systemd_version, 252u);
}

void auditd_log(Check &check)
{
	const auto log = open_text(
		"type=SECCOMP msg=audit(1700000000.123:456): auid=1 uid=33 gid=33 ses=1 pid=510 "
		"comm=6E67696E78 exe=\"/usr/sbin/nginx\" sig=31 syscall=41\x1d"
		"AUID=\"root\"\n"
		"node=h type=AVC msg=audit(1700000000.124:457): avc:  denied  { read } for  "
		"pid=7\n");
	const auto entries = collect(*log, {.select = Select::Kernel});
	if (!check.equal(entries.size(), 2u))
		return;
	check.is_true(entries[0].transport == Transport::Audit, "transport");
	check.is_true(entries[0].audit_type == 1326u && entries[1].audit_type == 1400u, "types");
	check.equal(entries[0].realtime, 1700000000123000u);
	check.equal(entries[0].audit_id, "456");
	check.equal(entries[0].comm, "nginx");
	check.is_true(entries[0].pid == 510 && entries[0].uid == 33u, "process");
	check.is_true(entries[0].message.starts_with("SECCOMP auid=1"), "as journald has it");
	check.lacks(entries[0].message, "AUID=");
}

void status_output(Check &check)
{
	const auto log = open_text(
		"× nginx.service - A web server\n"
		"     Loaded: loaded (/lib/systemd/system/nginx.service; enabled)\n"
		"     Active: failed (Result: exit-code) since Sat 2024-11-23 18:27:45 UTC; 2min "
		"ago\n"
		"    Process: 510 ExecStartPre=/usr/sbin/nginx -t (code=exited, "
		"status=226/NAMESPACE)\n"
		"\n"
		"Nov 23 18:27:45 h systemd[1]: Failed to start nginx.service - A web server.\n");
	const auto failures = collect(*log, {.select = Select::Failures});
	if (!check.equal(failures.size(), 2u))
		return;
	check.equal(failures[0].unit_result, "exit-code");
	check.equal(failures[0].realtime, 1732386465000000u);
	check.equal(failures[1].command, "ExecStartPre");
	check.is_true(failures[1].exit_status == 226, "status");
	check.equal(failures[1].about_unit, "nginx.service");
	check.equal(collect(*log, {.unit = "ssh.service"}).size(), 0u);
}

void coredumpctl_output(Check &check)
{
	const auto log = open_text(
		"           PID: 510 (ngi nx)\n"
		"           UID: 33 (www-data)\n"
		"        Signal: 31 (SYS)\n"
		"     Timestamp: Sat 2024-11-23 18:27:45 UTC (2min 3s ago)\n"
		"  Command Line: nginx: master\n"
		"    Executable: /usr/sbin/nginx\n"
		"          Unit: nginx.service\n"
		"      Hostname: web\n"
		"       Message: Process 510 (ngi nx) of user 33 dumped core.\n"
		"                \n"
		"                Stack trace of thread 510:\n"
		"                #0  0x00007f1511d0e8a7 socket (libc.so.6 + 0x10e8a7)\n"
		"\n"
		"           PID: 700 (ssh)\n"
		"           UID: 0 (root)\n"
		"        Signal: 11 (SEGV)\n"
		"          Unit: ssh.service\n"
		"Nov 23 18:27:45 h systemd[1]: nginx.service: Failed with result 'core-dump'.\n");
	const auto entries = collect(*log, nginx);
	if (!check.equal(entries.size(), 2u))
		return;
	const Entry &dump = entries[0];
	check.is_true(dump.coredump_pid == 510 && dump.coredump_signal == 31, "process");
	check.is_true(dump.coredump_uid == 33u && dump.realtime == 1732386465000000u, "user, time");
	check.equal(dump.coredump_comm, "ngi nx");
	check.equal(dump.coredump_exe, "/usr/sbin/nginx");
	check.equal(dump.coredump_unit, "nginx.service");
	check.equal(dump.hostname, "web");
	check.contains(dump.message, "dumped core.\n\nStack trace of thread 510:\n#0  0x00007f");
	check.equal(collect(*log, {.select = Select::Failures}).size(), 3u);
}

void invalid_utf8_and_long_lines_are_kept_in_bounds(Check &check)
{
	const auto log = open_text("Nov 23 18:27:45 h nginx[510]: caf\xe9 \x1b[31mred\n" +
				   std::string(1 << 20, 'x') + '\n');
	const auto entries = collect(*log, nginx);
	if (!check.equal(entries.size(), 2u))
		return;
	check.equal(entries[0].message, "caf\xe9 \x1b[31mred");
	check.equal(entries[1].message.size(), std::size_t{64 * 1024});
}

/** Not "empty", and not for ever. */
void what_is_no_log_is_named(Check &check)
{
	check.throws(
		[] {
			open_text_log({.text = std::string(1000, 'x') + '\n',
					      .cut = true,
					      .beginning = "Nov 23 18:27:45 host a[1]: begin\n"},
				"long.log", false);
		},
		"long.log: its last entry is longer than 128 MiB");
	check.throws([] { open_log({.file = "/dev/zero"}); }, "/dev/zero is a device, not a log");
	check.throws([] { open_log({.file = "/dev/null"}); }, "/dev/null is empty");
}

constexpr Case cases[] = {
	Case{"what is no log is named", what_is_no_log_is_named},
	{"every time format", every_time_format},
	{"date without year is not in the future", date_without_year_is_not_in_the_future},
	{"senders", senders},
	{"other units stay out", other_units_stay_out},
	{"continuation lines belong together", continuation_lines_belong_together},
	{"bare lines", bare_lines},
	{"quotations", quotations},
	{"dmesg is the kernel", dmesg_is_the_kernel},
	{"auditd's log", auditd_log},
	{"systemctl status output", status_output},
	{"coredumpctl info", coredumpctl_output},
	{"invalid UTF-8 and long lines", invalid_utf8_and_long_lines_are_kept_in_bounds},
};

} // namespace

int main()
{
	return run("journal text logs", cases);
}
