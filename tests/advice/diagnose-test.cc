// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/diagnose.hh"

#include "../unit/tree.hh"
#include "harness.hh"
#include "layered-unit.hh"
#include "unit/file-change.hh"
#include "unit/unit-builder.hh"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/audit.h>
#include <numeric>
#include <sys/socket.h>
#include <sys/stat.h>

using namespace hardenctl;
using test::Check;

namespace {

UnitConfig make_unit(const std::string &drop_in, const std::string &fragment = "")
{
	return test::layered_unit(fragment, drop_in);
}

Diagnosis diagnose_one(
	const UnitConfig &config, std::vector<Denial> denials, Outcome outcome = Outcome::Failed)
{
	Incident incident{.unit = "x.service", .outcome = outcome};
	incident.denials = std::move(denials);
	return diagnose(std::move(incident), config, {.systemd_version = 257});
}

Denial program(Operation operation, int error_number)
{
	return {
		.operation = std::move(operation),
		.answer = {.error_number = error_number},
		.source = Source::Program,
	};
}

Denial kill_by_filter(const char *call)
{
	return {
		.operation = {.kind = OperationKind::SystemCall,
			.call = call,
			.call_is_exact = true},
		.answer = {.signal = SIGSYS},
		.source = Source::Kernel,
		.seccomp_code = 0x80000000,
	};
}

Operation path(const char *name, Access access, uid_t uid = 0)
{
	return {.kind = OperationKind::Path, .path = name, .access = access, .uid = uid};
}

Operation step(int status, const char *path_name, const char *setting)
{
	return {
		.kind = OperationKind::SetupStep,
		.path = path_name,
		.exit_status = status,
		.setting = setting,
	};
}

Operation connect_to(const char *address)
{
	return {.kind = OperationKind::Connect, .port = 5432, .address = address};
}

std::string join(const std::vector<std::string> &lines)
{
	return std::accumulate(lines.begin(), lines.end(), std::string{},
		[](std::string all, const std::string &line) {
			return all.empty() ? line : std::move(all) + "; " + line;
		});
}

struct Row {
	const char *drop_in;
	Denial denial;
	const char *directive;
	/** Of the first edit, joined by "; ". */
	const char *lines;
};

/** The right line is blamed, and the first edit is the narrowest that repairs in the model. */
void test_first_edit(Check &check)
{
	const Row rows[]{
		{"SystemCallFilter=~@network-io", kill_by_filter("socket"), "SystemCallFilter",
			"SystemCallFilter=socket"},
		{"SystemCallFilter=@system-service\nSystemCallFilter=~@privileged @resources",
			kill_by_filter("setgroups"), "SystemCallFilter",
			"SystemCallFilter=setgroups"},
		{"ProtectSystem=strict", program(path("/var/lib/y/z", Access::Create), EROFS),
			"ProtectSystem", "ReadWritePaths=-/var/lib/y"},
		{"ProtectSystem=strict", program(path("/run/y.pid", Access::Create), EROFS),
			"ProtectSystem",
			"ReadWritePaths=-/run; ReadOnlyPaths=-/run/credentials -/run/dbus "
			"-/run/log "
			"-/run/systemd -/run/udev -/run/user"},
		{"ProtectSystem=strict", program(path("/opt/y/z z", Access::Write), EROFS),
			"ProtectSystem", "ReadWritePaths=-/opt/y"},
		{"ReadOnlyPaths=/run", program(path("/run/y.pid", Access::Create), EROFS),
			"ReadOnlyPaths",
			"ReadOnlyPaths=; ReadOnlyPaths=-/run/credentials -/run/dbus -/run/log "
			"-/run/systemd -/run/udev -/run/user"},
		{"ReadOnlyPaths=/run /srv", program(path("/run/y.pid", Access::Create), EROFS),
			"ReadOnlyPaths",
			"ReadOnlyPaths=; ReadOnlyPaths=/srv; ReadOnlyPaths=-/run/credentials "
			"-/run/dbus -/run/log "
			"-/run/systemd -/run/udev -/run/user"},
		{"InaccessiblePaths=/srv", program(path("/srv/y/z", Access::Read), ENOENT),
			"InaccessiblePaths",
			"InaccessiblePaths=; TemporaryFileSystem=/srv:ro; "
			"BindReadOnlyPaths=-/srv/y/z"},
		{"ProtectHome=yes", program(path("/home/a/b/c", Access::Write), ENOENT),
			"ProtectHome", "ProtectHome=tmpfs; BindPaths=-/home/a/b"},
		{"TemporaryFileSystem=/var", program(path("/var/lib/y/z", Access::Write), ENOENT),
			"TemporaryFileSystem", "BindPaths=-/var/lib/y"},
		{"DynamicUser=yes", program(path("/var/lib/y/z", Access::Write), EROFS),
			"DynamicUser", "StateDirectory=y"},
		{"PrivateDevices=yes", program(path("/dev/vda", Access::Read), ENOENT),
			"PrivateDevices", "BindPaths=-/dev/vda; DeviceAllow=/dev/vda r"},
		{"DevicePolicy=closed", program(path("/dev/vda", Access::Read), EPERM),
			"DevicePolicy", "DeviceAllow=/dev/vda r"},
		{"CapabilityBoundingSet=",
			program({.kind = OperationKind::Bind, .family = AF_INET, .port = 80},
				EACCES),
			"CapabilityBoundingSet", "CapabilityBoundingSet=CAP_NET_BIND_SERVICE"},
		{"CapabilityBoundingSet=~CAP_CHOWN",
			program({.kind = OperationKind::SystemCall, .call = "chown"}, EPERM),
			"CapabilityBoundingSet", "CapabilityBoundingSet=CAP_CHOWN"},
		{"RestrictAddressFamilies=AF_UNIX",
			program({.kind = OperationKind::Socket, .family = AF_INET}, EAFNOSUPPORT),
			"RestrictAddressFamilies", "RestrictAddressFamilies=AF_INET"},
		{"NoNewPrivileges=yes\nSystemCallFilter=~clone clone3:EPERM",
			program({.kind = OperationKind::Execute,
					.call = "execve",
					.path = "/usr/share/y/z"},
				EPERM),
			"SystemCallFilter", "SystemCallFilter=clone clone3"},
		{"SecureBits=noroot",
			program({.kind = OperationKind::Bind, .family = AF_INET, .port = 80},
				EACCES),
			"SecureBits", "SecureBits="},
		{"SocketBindDeny=any",
			program({.kind = OperationKind::Bind, .family = AF_INET, .port = 8080},
				EPERM),
			"SocketBindDeny", "SocketBindAllow=8080"},
		{"MemoryDenyWriteExecute=yes",
			program({.kind = OperationKind::SystemCall, .call = "mprotect"}, EACCES),
			"MemoryDenyWriteExecute", "MemoryDenyWriteExecute=no"},
		{"RestrictRealtime=yes",
			program({.kind = OperationKind::SystemCall, .call = "sched_setscheduler"},
				EPERM),
			"RestrictRealtime", "RestrictRealtime=no"},
		{"ReadWritePaths=/a /b", program(step(226, "/b", ""), ENOENT), "ReadWritePaths",
			"ReadWritePaths=; ReadWritePaths=/a -/b"},
		{"BindPaths=/a:/b", program(step(226, "/b", ""), ENOENT), "BindPaths",
			"BindPaths=; BindPaths=-/a:/b"},
		{"WorkingDirectory=/gone", program(step(200, "", "WorkingDirectory"), ENOENT),
			"WorkingDirectory", "WorkingDirectory=-/gone"},
		{"EnvironmentFile=/gone",
			program({.kind = OperationKind::UnitRefused, .setting = "EnvironmentFile"},
				ENOENT),
			"EnvironmentFile", "EnvironmentFile=; EnvironmentFile=-/gone"},
		{"RestrictAddressFamilies=AF_INET AF_INET6",
			program({.kind = OperationKind::Socket, .call = "socket"}, EAFNOSUPPORT),
			"RestrictAddressFamilies", "RestrictAddressFamilies=AF_UNIX"},
		{"RestrictAddressFamilies=AF_INET AF_INET6",
			program({.kind = OperationKind::Socket, .call = "socketpair"},
				EAFNOSUPPORT),
			"RestrictAddressFamilies", "RestrictAddressFamilies=AF_UNIX"},
		{"SystemCallFilter=~@network-io\nSystemCallErrorNumber=EPERM",
			program({.kind = OperationKind::Socket, .call = "socketpair"}, EPERM),
			"SystemCallFilter", "SystemCallFilter=socketpair"},
		{"LimitFSIZE=0",
			program({.kind = OperationKind::Resource, .resource = "FSIZE"}, EFBIG),
			"LimitFSIZE", "LimitFSIZE=2G"},
		{"LimitMSGQUEUE=16K",
			program({.kind = OperationKind::Resource, .resource = "MSGQUEUE"}, EMFILE),
			"LimitMSGQUEUE", "LimitMSGQUEUE=32K"},
		{"LimitNOFILE=16",
			program({.kind = OperationKind::Resource, .resource = "NOFILE"}, EMFILE),
			"LimitNOFILE", "LimitNOFILE=4096"},
		{"TasksMax=100",
			program({.kind = OperationKind::Fork, .resource = "TasksMax"}, EAGAIN),
			"TasksMax", "TasksMax=200"},
		{"InaccessiblePaths=/usr/lib",
			program({.kind = OperationKind::Execute, .path = "/usr/bin/x"}, ENOENT),
			"InaccessiblePaths", "InaccessiblePaths=; ReadOnlyPaths=-/usr/lib"},
		{"DevicePolicy=closed", program(path("/dev/vdb", Access::Write), EPERM),
			"DevicePolicy", "DeviceAllow=/dev/vdb rw"},
		{"StateDirectory=y\nStateDirectoryMode=0000\nUser=y",
			program(path("/var/lib/y/z", Access::Write, 106), EACCES),
			"StateDirectoryMode", "StateDirectoryMode=0700"},
		{"User=gone", program(step(217, "", "User"), ESRCH), "User", "DynamicUser=yes"},
		{"SupplementaryGroups=gone", program(step(216, "", ""), ESRCH),
			"SupplementaryGroups", "SupplementaryGroups="},
		{"PrivateUsers=yes",
			program({.kind = OperationKind::SystemCall, .call = "chown"}, EINVAL),
			"PrivateUsers", "PrivateUsers=identity"},
		/* a directory of the system, or of the user that the service itself becomes */
		{"ProtectSystem=strict", program(path("/var/lib/systemd/x", Access::Create), EROFS),
			"ProtectSystem", "ReadWritePaths=-/var/lib/systemd"},
		{"ProtectSystem=strict", program(path("/var/lib/y/z", Access::Create, 33), EROFS),
			"ProtectSystem", "ReadWritePaths=-/var/lib/y"},
		/* killed, but no record names the call */
		{"SystemCallFilter=~listen clone3:EPERM",
			{.operation = {.kind = OperationKind::SystemCall},
				.answer = {.signal = SIGSYS},
				.source = Source::Manager},
			"SystemCallFilter", "SystemCallFilter=listen"},
		{"SystemCallFilter=~@network-io\nSystemCallFilter=~@swap",
			{.operation = {.kind = OperationKind::SystemCall},
				.answer = {.signal = SIGSYS},
				.source = Source::Manager},
			"SystemCallFilter", "SystemCallFilter=@network-io"},
		{"InaccessiblePaths=/usr/bin",
			program({.kind = OperationKind::Execute, .path = "/usr/share/x/script"},
				ENOENT),
			"InaccessiblePaths", "InaccessiblePaths=; ReadOnlyPaths=-/usr/bin"},
		{"StandardOutput=append:/gone/out",
			program(step(209, "", "StandardOutput"), ENOENT), "StandardOutput",
			"StandardOutput=journal"},
		{"PrivatePIDs=yes",
			program({.kind = OperationKind::UnitRefused, .setting = "PrivatePIDs"}, 0),
			"PrivatePIDs", "PrivatePIDs=no"},
		/* what is hidden no ReadWritePaths= brings back */
		{"ProcSubset=pid", program(path("/proc/cpuinfo", Access::Unknown), ENOENT),
			"ProcSubset", "ProcSubset=all"},
		{"InaccessiblePaths=/etc/motd", program(path("/etc/motd", Access::Create), EROFS),
			"InaccessiblePaths", "InaccessiblePaths="},
		/* nothing says that it was to be written */
		{"InaccessiblePaths=/srv/keys",
			program(path("/srv/keys/a", Access::Unknown), ENOENT), "InaccessiblePaths",
			"InaccessiblePaths=; TemporaryFileSystem=/srv/keys:ro; "
			"BindReadOnlyPaths=-/srv/keys/a"},
		{"ProtectHome=yes", program(path("/run/user/1000/pulse", Access::Unknown), EACCES),
			"ProtectHome", "ProtectHome=tmpfs; BindPaths=-/run/user/1000/pulse"},
		{"ProtectHome=tmpfs", program(path("/home/a/b/c", Access::Write), ENOENT),
			"ProtectHome", "BindPaths=-/home/a/b"},
		{"ProtectHome=yes\nWorkingDirectory=/home/app", program(step(200, "", ""), ENOENT),
			"ProtectHome", "ProtectHome=tmpfs; BindReadOnlyPaths=-/home/app"},
		{"TemporaryFileSystem=/usr",
			program({.kind = OperationKind::Execute, .path = "/usr/bin/x"}, ENOENT),
			"TemporaryFileSystem",
			"BindReadOnlyPaths=-/usr/bin/x -/usr/lib -/usr/lib64"},
		/* a kernel's file is never made anew */
		{"ProtectKernelTunables=yes",
			program(path("/proc/sys/net/ipv4/ip_forward", Access::Write), EROFS),
			"ProtectKernelTunables", "ReadWritePaths=-/proc/sys/net/ipv4/ip_forward"},
		/* a connection needs no writable mount; the socket is made anew by its server */
		{"PrivateTmp=yes",
			program({.kind = OperationKind::Connect,
					.path = "/tmp/.X11-unix/X0",
					.family = AF_UNIX},
				ENOENT),
			"PrivateTmp", "BindReadOnlyPaths=-/tmp/.X11-unix"},
		{"PrivateTmp=yes",
			program({.kind = OperationKind::Connect,
					.path = "/tmp/agent.sock",
					.family = AF_UNIX},
				ENOENT),
			"PrivateTmp", "BindReadOnlyPaths=-/tmp/agent.sock"},
		/* its user could not write there either */
		{"DynamicUser=yes", program(path("/srv/y", Access::Create, 61000), EROFS),
			"DynamicUser", "DynamicUser=no"},
		{"ProtectSystem=strict", program(path("/usr/local/bin/log", Access::Write), EROFS),
			"ProtectSystem", "ReadWritePaths=-/usr/local/bin/log"},
		{"ProtectSystem=strict", program(path("", Access::Write), EROFS), "ProtectSystem",
			"ProtectSystem=full"},
		{"SystemCallArchitectures=native",
			{.operation = {.kind = OperationKind::SystemCall,
				 .call = "brk",
				 .call_is_exact = true,
				 .arch = AUDIT_ARCH_I386},
				.answer = {.signal = SIGSYS},
				.source = Source::Kernel,
				.seccomp_code = 0},
			"SystemCallArchitectures", "SystemCallArchitectures=x86"},
		{"RestrictNamespaces=yes",
			program({.kind = OperationKind::SystemCall, .call = "unshare"}, EPERM),
			"RestrictNamespaces", "RestrictNamespaces=user mnt pid net"},
		{"RestrictNamespaces=cgroup ipc",
			program({.kind = OperationKind::SystemCall, .call = "unshare"}, EPERM),
			"RestrictNamespaces", "RestrictNamespaces=user mnt pid net"},
		{"RestrictNamespaces=~user",
			program({.kind = OperationKind::SystemCall, .call = "unshare"}, EPERM),
			"RestrictNamespaces", "RestrictNamespaces=user"},
		{"RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
			program({.kind = OperationKind::Socket, .call = "socket"}, EAFNOSUPPORT),
			"RestrictAddressFamilies", "RestrictAddressFamilies=AF_NETLINK AF_PACKET"},
		/* what the service keeps for itself, and what it does not */
		{"ReadWritePaths=/var/lib/y/z", program(step(226, "/var/lib/y/z", ""), ENOENT),
			"ReadWritePaths", "ReadWritePaths=; ReadWritePaths=-/var/lib/y/z"},
		{"ReadOnlyPaths=/var/lib/y", program(step(226, "/var/lib/y", ""), ENOENT),
			"ReadOnlyPaths", "ReadOnlyPaths=; ReadOnlyPaths=-/var/lib/y"},
		{"AppArmorProfile=gone", program(step(231, "", "AppArmorProfile"), ENOENT),
			"AppArmorProfile", "AppArmorProfile=-gone"},
		/* an address that the log names may be let through alone */
		{"IPAddressDeny=any", program(connect_to("10.1.2.3"), EPERM), "IPAddressDeny",
			"IPAddressAllow=10.1.2.3"},
		{"IPAddressDeny=10.0.0.0/8 2001:db8::/32",
			program(connect_to("2001:db8::7"), EPERM), "IPAddressDeny",
			"IPAddressAllow=2001:db8::7"},
		{"IPAddressDeny=any", program(connect_to("127.0.0.1"), EPERM), "IPAddressDeny",
			"IPAddressAllow=localhost"},
		{"IPAddressDeny=any", program(connect_to(""), EPERM), "IPAddressDeny",
			"IPAddressDeny="},
		{"Group=gone", program(step(216, "", ""), ESRCH), "Group", "Group="},
	};
	for (const Row &row : rows) {
		const Diagnosis diagnosis = diagnose_one(make_unit(row.drop_in), {row.denial});
		if (!check.is_true(!diagnosis.findings.empty(), row.drop_in))
			continue;
		const Finding &first = diagnosis.findings.front();
		check.equal(name(first.directive), row.directive);
		check.is_true(diagnosis.verdict == Verdict::Sandbox,
			std::string{row.drop_in} + ": verdict");
		check.equal(first.edits.empty() ? "" : join(first.edits.front().lines), row.lines);
	}
}

void test_origin(Check &check)
{
	const Diagnosis diagnosis =
		diagnose_one(make_unit("NoNewPrivileges=yes\nProtectSystem=strict"),
			{program(path("/run/y.pid", Access::Create), EROFS)});
	if (!check.is_true(!diagnosis.findings.empty(), "a finding"))
		return;
	check.equal(diagnosis.findings[0].origin.path, "/etc/systemd/system/x.service.d/90-x.conf");
	check.equal(diagnosis.findings[0].origin.line, 3u);
}

/** Confidences and what is left for the rival are one distribution. */
void test_confidences_add_up(Check &check)
{
	const Diagnosis diagnosis = diagnose_one(
		make_unit(
			"SystemCallFilter=~@chown\nSystemCallErrorNumber=EPERM\n"
			"CapabilityBoundingSet=~CAP_CHOWN\nPrivateUsers=yes\nRestrictSUIDSGID=yes"),
		{program({.kind = OperationKind::SystemCall, .call = "chown"}, EPERM)});
	double sum = 0;
	for (const Finding &finding : diagnosis.findings)
		sum += finding.confidence;
	check.is_true(sum <= 1 && sum > 0.5, "adds up to " + std::to_string(sum));
}

void test_kill_without_a_record(Check &check)
{
	Denial denial{
		.operation = {.kind = OperationKind::SystemCall},
		.answer = {.signal = SIGSYS},
		.source = Source::Manager,
	};
	const Diagnosis diagnosis = diagnose_one(
		make_unit("ProtectSystem=strict\nSystemCallFilter=~@network-io"), {denial});
	check.is_true(diagnosis.verdict == Verdict::Sandbox, "31/SYS is a filter's");
	if (!diagnosis.findings.empty())
		check.equal(name(diagnosis.findings[0].directive), "SystemCallFilter");
}

/** Without a record: what a line takes away is suspected before a list that is made for services.
 */
void test_kill_by_one_of_two_lines(Check &check)
{
	struct LineRow {
		const char *drop_in;
		const char *value;
		const char *first_edit;
	};
	for (const auto &[drop_in, value, first_edit] :
		{LineRow{"SystemCallFilter=@system-service\nSystemCallFilter=~@privileged",
			 "~@privileged", "SystemCallFilter=@privileged"},
			LineRow{"SystemCallFilter=@basic-io @file-system", "@basic-io @file-system",
				"SystemCallFilter=@system-service"},
			LineRow{"SystemCallFilter=@system-service", "@system-service",
				"SystemCallFilter="},
			LineRow{"SystemCallFilter=@system-service\n"
				"SystemCallFilter=~@pilvrieged @resources",
				"~@pilvrieged @resources", "SystemCallFilter=@resources"}}) {
		const Denial killed{
			.operation = {.kind = OperationKind::SystemCall},
			.answer = {.signal = SIGSYS},
			.source = Source::Manager,
		};
		const Diagnosis diagnosis = diagnose_one(make_unit(drop_in), {killed});
		if (!check.is_true(!diagnosis.findings.empty(), drop_in))
			continue;
		const Finding &finding = diagnosis.findings.front();
		check.equal(finding.value, value);
		if (check.is_true(!finding.edits.empty(), drop_in))
			check.equal(finding.edits.front().lines.front(), first_edit);
	}
}

/** The record names the call: what the filter lets pass it did not kill. */
void test_filter_that_lets_it_pass(Check &check)
{
	for (const char *filter : {"SystemCallFilter=~@network-io",
		     "SystemCallFilter=@system-service @mount", "SystemCallFilter=~@swap reboot"}) {
		const Diagnosis diagnosis =
			diagnose_one(make_unit(filter), {kill_by_filter("mount")});
		check.is_true(diagnosis.findings.empty(), filter);
		check.is_true(diagnosis.verdict == Verdict::Undecided, filter);
	}
	const Diagnosis unnamed =
		diagnose_one(make_unit("SystemCallFilter=~@network-io"), {kill_by_filter("9999")});
	check.is_true(!unnamed.findings.empty(), "a call without name");
}

/** What the sandbox cannot have done is not blamed on it. */
void test_not_the_sandbox(Check &check)
{
	const std::string block =
		"ProtectSystem=strict\nReadWritePaths=/var/lib/y\nPrivateTmp=yes\n"
		"RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n"
		"SystemCallFilter=@system-service\nCapabilityBoundingSet=CAP_CHOWN\n"
		"IPAddressDeny=10.0.0.0/8\nIPAddressAllow=10.0.0.0/24";
	Denial in_use = program({.kind = OperationKind::Bind, .port = 80}, EADDRINUSE);
	in_use.other_cause = true;
	in_use.other_cause_reason = "port in use";
	Denial layered = program(path("/var/log/y", Access::Write), EACCES);
	layered.source = Source::Kernel;
	layered.layer = Layer::AppArmor;
	const Denial rows[]{in_use, layered,
		program({.kind = OperationKind::Execute, .path = "/usr/sbin/gone"}, ENOENT),
		program(path("/var/lib/y/z", Access::Write, 106), EACCES),
		program(path("/etc/y.conf", Access::Read), ENOENT)};
	for (const Denial &denial : rows) {
		/* one that is restarted again and again may complain of something else besides */
		Incident unsettled{.unit = "x.service",
			.outcome = Outcome::Ok,
			.unsettled = "restarted again and again (7 times)"};
		unsettled.denials = {denial};
		check.is_true(diagnose(std::move(unsettled), make_unit("", block),
				      {.systemd_version = 257})
					      .verdict == Verdict::Undecided,
			denial.operation.path);
		const Diagnosis diagnosis = diagnose_one(make_unit("", block), {denial});
		check.is_true(diagnosis.verdict == Verdict::NotSandbox, denial.operation.path);
		for (const Finding &finding : diagnosis.findings)
			check.is_true(finding.confidence < 0.5, name(finding.directive));
	}
}

/** That no directive explains it is no ground to acquit them all. */
void test_no_other_cause(Check &check)
{
	const UnitConfig config = make_unit("SystemCallFilter=~@ipc\nSystemCallErrorNumber="
					    "EPERM\nIPAddressDeny=10.0.0.0/8\nReadOnlyPaths=/srv");
	for (const Denial &denial : {program(connect_to("192.0.2.1"), EPERM),
		     program({.kind = OperationKind::Execute, .path = "/usr/bin/y"}, ENOSYS),
		     /* no mode refuses it to root */
		     program(path("/proc/sys/vm/swappiness", Access::Write), EACCES)}) {
		const Diagnosis diagnosis = diagnose_one(config, {denial});
		check.is_true(diagnosis.verdict == Verdict::Undecided, denial.operation.path);
		check.equal(diagnosis.other_cause, "");
		const bool may_be_filtered = denial.answer.error_number == EPERM;
		check.equal(!diagnosis.findings.empty(), may_be_filtered);
		if (may_be_filtered)
			check.is_true(
				diagnosis.findings.front().directive == Directive::SystemCallFilter,
				name(diagnosis.findings.front().directive));
		for (const Finding &finding : diagnosis.findings)
			check.is_true(finding.confidence < 0.5, name(finding.directive));
		check.lacks(diagnosis.summary, "not the sandbox");
	}
}

/** Another host's settings, and those of another time, are not known. */
void test_settings_in_doubt(Check &check)
{
	constexpr std::uint64_t started = 1'000'000'000;
	Denial in_use = program({.kind = OperationKind::Bind, .port = 80}, EADDRINUSE);
	in_use.other_cause = true;
	in_use.other_cause_reason = "port in use";
	struct DoubtRow {
		const char *hostname;
		std::uint64_t changed;
		Verdict verdict;
		const char *remark;
	};
	for (const auto &[hostname, changed, verdict, remark] :
		{DoubtRow{"web1", started - 1, Verdict::NotSandbox, ""},
			DoubtRow{"web1.example.org", 0, Verdict::NotSandbox, ""},
			DoubtRow{"", 0, Verdict::NotSandbox, ""},
			DoubtRow{"web2", 0, Verdict::Undecided, "The log is of host web2"},
			DoubtRow{"web1", started + 1, Verdict::Undecided,
				"/etc/x.conf was changed after this run"}}) {
		Incident incident{.unit = "x.service",
			.hostname = hostname,
			.outcome = Outcome::Failed,
			.started = started};
		incident.denials = {in_use};
		const Diagnosis diagnosis =
			diagnose(std::move(incident), make_unit("ProtectSystem=strict"),
				{.systemd_version = 257, .hostname = "web1"},
				changed ? std::optional{ChangedFile{"/etc/x.conf", changed}}
					: std::nullopt);
		check.is_true(diagnosis.verdict == verdict, hostname);
		if (verdict == Verdict::NotSandbox)
			check.is_true(diagnosis.diagnostics.empty(), "no remark");
		else if (check.equal(diagnosis.diagnostics.size(), std::size_t{1}))
			check.contains(diagnosis.diagnostics[0].message, std::string{remark});
	}
}

/** Who cannot bind an address that nobody names lacks a family of addresses. */
void test_unnamed_address(Check &check)
{
	Denial bind = program({.kind = OperationKind::Bind}, 0);
	const Diagnosis denied = diagnose_one(make_unit("RestrictAddressFamilies=AF_UNIX"), {bind});
	check.is_true(denied.verdict == Verdict::Sandbox, "without AF_INET");
	const Diagnosis allowed =
		diagnose_one(make_unit("RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6"), {bind});
	check.is_true(allowed.verdict == Verdict::Undecided, "AF_NETLINK is no address");
}

/** "to more than 20000" is no word on a limit of 32768. */
void test_another_limit(Check &check)
{
	for (const auto &[value, is_blamed] : {std::pair{"32768", false}, {"1024", false},
		     {"20000", true}, {"512:20000", true}}) {
		const Diagnosis diagnosis =
			diagnose_one(make_unit(std::string{"LimitNOFILE="} + value),
				{program({.kind = OperationKind::Resource,
						 .resource = "NOFILE",
						 .limit = 20000},
					EMFILE)});
		check.is_true((diagnosis.verdict == Verdict::Sandbox) == is_blamed, value);
	}
}

void test_undecided_and_clean(Check &check)
{
	const UnitConfig config = make_unit("ProtectSystem=strict");
	check.is_true(
		diagnose_one(config, {}).verdict == Verdict::Undecided, "failed without a word");
	const Diagnosis well = diagnose_one(config, {}, Outcome::Ok);
	check.is_true(well.verdict == Verdict::Clean && well.findings.empty(), "nothing happened");
}

/** Each is a finding of its own, however many there are, and what came first is told first. */
void test_two_causes(Check &check)
{
	const UnitConfig config = make_unit("SystemCallFilter=~@chown\nProtectSystem=strict");
	const Denial kill = kill_by_filter("chown");
	const Denial error = program(path("/run/y.pid", Access::Create), EROFS);
	for (const auto &[denials, first] :
		{std::pair{std::vector{kill, error}, "SystemCallFilter"},
			std::pair{std::vector{error, kill}, "ProtectSystem"}}) {
		const Diagnosis diagnosis = diagnose_one(config, denials);
		check.equal(diagnosis.findings.size(), std::size_t{2});
		if (diagnosis.findings.size() < 2)
			continue;
		check.equal(name(diagnosis.findings[0].directive), first);
		check.is_true(diagnosis.findings[1].confidence > 0.6, "the second is believed");
		check.contains(diagnosis.summary, std::string{first});
		check.contains(diagnosis.summary, "repair that first");
	}
	/* what came before the kill that ended the run was survived */
	Incident killed{.unit = "x.service",
		.outcome = Outcome::Failed,
		.exit = "code=killed, status=31/SYS"};
	killed.denials = {error, kill};
	const Diagnosis diagnosis = diagnose(std::move(killed), config, {.systemd_version = 257});
	if (check.equal(diagnosis.findings.size(), std::size_t{2}))
		check.equal(name(diagnosis.findings[0].directive), "SystemCallFilter");
}

/** A second line that the same directive explains, or a mere warning, is no second cause. */
void test_one_cause(Check &check)
{
	const UnitConfig config =
		make_unit("RestrictAddressFamilies=AF_INET\nProtectSystem=strict");
	Denial warning = program(path("/var/lib/y/z", Access::Write), EROFS);
	warning.strength = 0.5;
	const Denial error =
		program({.kind = OperationKind::Socket, .family = AF_UNIX}, EAFNOSUPPORT);
	const Diagnosis diagnosis = diagnose_one(config, {warning, error});
	double sum = 0;
	for (const Finding &finding : diagnosis.findings)
		sum += finding.confidence;
	check.is_true(sum <= 1, "adds up to " + std::to_string(sum));
	if (check.is_true(!diagnosis.findings.empty(), "a finding"))
		check.equal(name(diagnosis.findings[0].directive), "RestrictAddressFamilies");
}

struct FileRow {
	const char *drop_in;
	const char *path;
	Access access;
	int error_number;
	Verdict verdict;
};

/** Where the files can be looked at, what plain modes refuse anyway is not the sandbox's doing. */
void test_files(Check &check)
{
	const test::Tree tree;
	tree.write("/etc/passwd", "app:x:4711:4711::/srv:/bin/false\n");
	tree.write("/srv/there", "");
	tree.write("/home/app/there", "");
	tree.write("/srv/secret", "");
	tree.write("/var/lock/there", "");
	chmod(tree.root().c_str(), 0755);
	chmod((tree.root() + "/srv/secret").c_str(), 0600);
	for (const auto &[drop_in, path, access, error_number, verdict] : {
		     FileRow{"ProtectHome=yes", "/home/app/there", Access::Read, ENOENT,
			     Verdict::Sandbox},
		     FileRow{"ProtectHome=yes", "/home/app/none", Access::Read, ENOENT,
			     Verdict::NotSandbox},
		     FileRow{"InaccessiblePaths=/srv", "/srv/there", Access::Read, EACCES,
			     Verdict::Sandbox},
		     FileRow{"InaccessiblePaths=/srv", "/srv/secret", Access::Read, EACCES,
			     Verdict::NotSandbox},
		     FileRow{"User=app", "/srv/secret", Access::Read, EACCES, Verdict::Sandbox},
		     FileRow{"TemporaryFileSystem=/var", "/var/lock/app.X", Access::Create, ENOENT,
			     Verdict::Sandbox},
	     }) {
		Incident incident{.unit = "x.service", .outcome = Outcome::Failed};
		incident.denials = {program(::path(path, access, 4711), error_number)};
		const Diagnosis diagnosis = diagnose(std::move(incident), make_unit(drop_in),
			{.systemd_version = 257, .file_tree = tree.root()});
		check.is_true(diagnosis.verdict == verdict, std::string{drop_in} + " " + path);
	}
}

/** No path from a log gets into a drop-in but as one quoted word. */
void test_hostile_paths(Check &check)
{
	for (const char *hostile : {"/srv/a b/c\nExecStart=/bin/sh", "/srv/%n/x\"y",
		     "/srv/\x1b[31m/z", "/srv/a\\/b'c", "/srv/\xff\xfe/z"}) {
		const Diagnosis diagnosis = diagnose_one(make_unit("ProtectSystem=strict"),
			{program(path(hostile, Access::Write), EROFS)});
		for (const Finding &finding : diagnosis.findings)
			for (const Edit &edit : finding.edits) {
				check.lacks(edit.drop_in, "\nExecStart");
				check.lacks(edit.drop_in, "\x1b");
				UnitBuilder builder{
					{.root = "/nowhere"}, "x.service", "/x.service"};
				builder.add_file(OriginKind::Fragment, "/x.service",
					"[Service]\nExecStart=/usr/bin/x\nProtectSystem=strict\n");
				builder.add_file(OriginKind::DropIn, "/x.conf", edit.drop_in);
				check.is_true(builder.config().diagnostics.empty(), edit.drop_in);
				check.equal(builder.config().commands.size(), std::size_t{1});
			}
	}
}

constexpr std::uint64_t second = 1000000;

/** It fails 20 s after a start that worked. */
Diagnosis diagnose_after_change(
	const test::Tree &tree, std::uint64_t good, int error_number = EACCES)
{
	const UnitConfig config = tree.load("x.service");
	Incident incident{.unit = "x.service", .outcome = Outcome::Failed};
	incident.last_good_start = good;
	incident.started = good + 20 * second;
	incident.denials.push_back(program(path("/srv/x/log", Access::Write, 65534), error_number));
	return diagnose(
		std::move(incident), config, {.systemd_version = 257, .unit_tree = tree.root()});
}

/** Times of files are those of the kernel, so the start that worked moves around them. */
void test_changed_after_a_good_start(Check &check)
{
	const test::Tree tree;
	tree.write("/etc/systemd/system/x.service",
		"[Service]\nExecStart=/usr/bin/x\nUser=nobody\nInaccessiblePaths=/srv/x\n");
	const std::uint64_t written =
		file_times(tree.root(), "/etc/systemd/system/x.service").placed;
	if (!check.is_true(written > 0, "the file has a time"))
		return;
	const Diagnosis changed = diagnose_after_change(tree, written - 10 * second);
	const Diagnosis old = diagnose_after_change(tree, written + 10 * second);
	const Diagnosis unknown = diagnose_after_change(tree, 0);
	if (!check.is_true(
		    !changed.findings.empty() && !old.findings.empty() && !unknown.findings.empty(),
		    "all have findings"))
		return;
	check.equal(join(changed.findings.front().notes),
		"Its file was changed after the last start that worked.");
	check.equal(join(old.findings.front().notes),
		"It was set already when the unit last started well.");
	check.equal(join(unknown.findings.front().notes), "");
	check.is_true(old.findings.front().confidence < changed.findings.front().confidence,
		"a start that worked with it speaks for it");
	check.is_true(changed.findings.front().confidence >= unknown.findings.front().confidence,
		"a change does not");
}

/** Built long ago, placed after the start that worked. */
void test_package_file(Check &check)
{
	const test::Tree tree;
	tree.write("/usr/lib/systemd/system/x.service",
		"[Service]\nExecStart=/usr/bin/x\nReadOnlyPaths=/srv/x\n");
	const std::string unit_file = "/usr/lib/systemd/system/x.service";
	const std::string file = tree.root() + unit_file;
	const timespec built[]{{1000000000, 0}, {1000000000, 0}};
	check.equal(utimensat(AT_FDCWD, file.c_str(), built, 0), 0);
	const std::uint64_t placed = file_times(tree.root(), unit_file).placed;
	const Diagnosis diagnosis = diagnose_after_change(tree, placed - 10 * second, EROFS);
	if (check.is_true(!diagnosis.findings.empty(), "there is a finding"))
		check.equal(join(diagnosis.findings.front().notes),
			"Its file was changed after the last start that worked.");
}

constexpr test::Case cases[]{
	{"first edit", test_first_edit},
	{"origin", test_origin},
	{"confidences add up", test_confidences_add_up},
	{"a kill without a record", test_kill_without_a_record},
	{"a kill by one of two lines", test_kill_by_one_of_two_lines},
	{"a filter that lets it pass", test_filter_that_lets_it_pass},
	{"not the sandbox", test_not_the_sandbox},
	{"no other cause", test_no_other_cause},
	{"settings in doubt", test_settings_in_doubt},
	{"an unnamed address", test_unnamed_address},
	{"another limit", test_another_limit},
	{"undecided and clean", test_undecided_and_clean},
	{"two causes", test_two_causes},
	{"one cause", test_one_cause},
	{"files", test_files},
	{"changed after a good start", test_changed_after_a_good_start},
	{"a package's file that is older than its installation", test_package_file},
	{"hostile paths", test_hostile_paths},
};

} // namespace

int main()
{
	return test::run("diagnose", cases);
}
