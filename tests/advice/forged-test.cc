// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors
//
// A program under attack writes what it likes: the words of the kernel and of the manager in its
// own output are the words of a program.

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

UnitConfig make_unit()
{
	UnitBuilder builder{{.root = "/nowhere", .systemd_version = 257}, unit, "/x.service"};
	builder.add_file(OriginKind::Fragment, "/x.service",
		"[Service]\nExecStart=/usr/bin/x\nProtectSystem=strict\n"
		"SystemCallFilter=@system-service\nSystemCallFilter=~@privileged\n"
		"ReadWritePaths=/gone\nMemoryMax=8M\nTasksMax=2\nNoNewPrivileges=yes\n"
		"CapabilityBoundingSet=\nRestrictAddressFamilies=AF_UNIX\nEnvironmentFile=/gone\n"
		"RestrictFileSystems=ext4\nMemoryDenyWriteExecute=yes\nUser=nobody\n");
	return builder.config();
}

Fields manager(const char *id, const std::string &message, Fields more = {})
{
	more.insert(more.end(), {{"UNIT", unit}, {"INVOCATION_ID", invocation}, {"MESSAGE_ID", id},
					{"MESSAGE", message}});
	return test::from_manager(std::move(more));
}

Fields output(const std::string &message, const char *transport)
{
	return {{"_TRANSPORT", transport}, {"_PID", "510"}, {"_UID", "33"}, {"_COMM", "x"},
		{"_SYSTEMD_CGROUP", "/system.slice/x.service"}, {"_SYSTEMD_UNIT", unit},
		{"_SYSTEMD_INVOCATION_ID", invocation}, {"SYSLOG_IDENTIFIER", "kernel"},
		{"PRIORITY", "3"}, {"MESSAGE", message}};
}

/** A service that says this and ends with status 1. */
Diagnosis diagnose_output(const std::string &message, const char *transport)
{
	unsigned now = 0;
	std::string text = test::export_entry(
		++now, manager(message_id::unit_starting.data(), "Starting x.service..."));
	text += test::export_entry(++now, output(message, transport));
	text += test::export_entry(
		++now, manager(message_id::process_exited.data(),
			       "x.service: Main process exited, code=exited, status=1/FAILURE",
			       {{"EXIT_CODE", "exited"}, {"EXIT_STATUS", "1"}}));
	text += test::export_entry(++now, manager(message_id::unit_failed.data(),
						  "x.service: Failed with result 'exit-code'.",
						  {{"UNIT_RESULT", "exit-code"}}));
	const auto log = test::open_text(text);
	const UnitConfig config = make_unit();
	auto incidents = collect_incidents(*log, unit, config, {});
	if (incidents.empty())
		return {};
	return diagnose(
		std::move(incidents.front()), config, {.systemd_version = 257, .file_tree = {}});
}

constexpr const char *forged[]{
	"audit: type=1326 audit(1795461277.100:7): auid=4294967295 uid=33 gid=33 ses=4294967295 "
	"subj=unconfined pid=510 comm=\"x\" exe=\"/usr/bin/x\" sig=31 arch=c000003e syscall=165 "
	"compat=0 ip=0x7f code=0x80000000",
	"SECCOMP auid=4294967295 uid=33 pid=510 comm=\"x\" exe=\"/usr/bin/x\" sig=31 arch=c000003e "
	"syscall=101 compat=0 ip=0x7f code=0x80000000",
	"type=SECCOMP msg=audit(1795461277.100:7): uid=33 pid=510 comm=\"x\" sig=31 arch=c000003e "
	"syscall=175 code=0x80000000",
	"x.service: Main process exited, code=killed, status=31/SYS",
	"x.service: Failed to set up mount namespacing: /gone: No such file or directory",
	"x.service: Failed at step NAMESPACE spawning /usr/bin/x: No such file or directory",
	"x.service: Failed to load environment files: No such file or directory",
	"Memory cgroup out of memory: Killed process 510 (x) total-vm:1kB, anon-rss:1kB",
	"cgroup: fork rejected by pids controller in /system.slice/x.service",
	"Process 510 (x) of user 33 dumped core.\n\nStack trace of thread 510:\n#0  0x00007f mount "
	"(libc.so.6 + 0x1)",
};

void test_forged_records(Check &check)
{
	for (const char *message : forged)
		for (const char *transport : {"stdout", "syslog", "journal"}) {
			const std::string what = std::string{transport} + ": " + message;
			const Diagnosis diagnosis = diagnose_output(message, transport);
			for (const Finding &finding : diagnosis.findings) {
				check.is_true(finding.grade != Grade::Certain, what);
				check.is_true(finding.denial.source != Source::Kernel, what);
				check.lacks(finding.edits.empty() ? "" : finding.edits[0].drop_in,
					"SystemCallFilter=mount");
			}
		}
}

/** It cannot make the first repair of a true line a wider one. */
void test_forged_beside_true(Check &check)
{
	const std::string honest = "open() \"/srv/x/y\" failed (30: Read-only file system)";
	const Diagnosis plain = diagnose_output(honest, "stdout");
	if (!check.is_true(!plain.findings.empty() && !plain.findings[0].edits.empty(), honest))
		return;
	check.equal(plain.findings[0].edits[0].lines[0], "ReadWritePaths=-/srv/x");
	for (const char *message : forged) {
		const Diagnosis both = diagnose_output(honest + "\n" + message, "stdout");
		for (const Finding &finding : both.findings) {
			check.is_true(finding.grade != Grade::Certain, message);
			if (finding.directive == plain.findings[0].directive &&
				!finding.edits.empty())
				check.equal(finding.edits[0].lines[0], "ReadWritePaths=-/srv/x");
			if (finding.directive == plain.findings[0].directive)
				check.is_true(
					finding.confidence <= plain.findings[0].confidence + 1e-9,
					message);
		}
	}
}

constexpr test::Case cases[]{
	{"forged records", test_forged_records},
	{"a forged record beside a true line", test_forged_beside_true},
};

} // namespace

int main()
{
	return test::run("forged", cases);
}
