// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/sandbox.hh"

#include "harness.hh"
#include "knowledge/names.hh"
#include "unit/unit-builder.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <linux/audit.h>
#include <sys/socket.h>

using namespace hardenctl;
using test::Check;

namespace {

Sandbox make_sandbox(const std::string &lines, unsigned version = 257)
{
	UnitBuilder builder{
		{.root = "/nowhere", .systemd_version = version}, "x.service", "/x.service"};
	builder.add_file(OriginKind::Fragment, "/x.service",
		"[Service]\nExecStart=/usr/bin/x\n" + lines + "\n");
	return Sandbox{builder.config(), {.systemd_version = version}};
}

/** "ProtectSystem:3" for the written setting and its line that gives this answer; empty for none.
 */
std::string who(const Sandbox &sandbox, const Operation &operation, Answer answer)
{
	for (const PredictedDenial &predicted : sandbox.predict(operation)) {
		if (predicted.answer != answer)
			continue;
		const Assignment &assignment =
			sandbox.settings()[sandbox.settings().written(predicted.setting)]
				.assignment;
		return std::string{name(assignment.directive)} + ":" +
		       std::to_string(assignment.origin.line);
	}
	return {};
}

struct Row {
	const char *lines;
	Operation operation;
	Answer answer;
	/** Directive and line (the first of `lines` is 3); empty: nobody answers so. */
	const char *expected;
};

void check_rows(Check &check, std::span<const Row> rows, unsigned version = 257)
{
	for (const Row &row : rows) {
		const Sandbox sandbox = make_sandbox(row.lines, version);
		const std::string got = who(sandbox, row.operation, row.answer);
		check.is_true(got == row.expected,
			std::string{row.lines} + ": " + row.operation.path + row.operation.call +
				": got \"" + got + "\", expected \"" + row.expected + "\"");
	}
}

Operation call(const char *name)
{
	return {.kind = OperationKind::SystemCall, .call = name};
}

Operation space(const char *kind)
{
	return {.kind = OperationKind::SystemCall, .call = "unshare", .name_space = kind};
}

Operation path(const char *name, Access access, std::optional<uid_t> uid = {})
{
	return {.kind = OperationKind::Path, .path = name, .access = access, .uid = uid};
}

Operation step(int status, const char *path_name = "", const char *setting = "")
{
	return {
		.kind = OperationKind::SetupStep,
		.path = path_name,
		.exit_status = status,
		.setting = setting,
	};
}

constexpr Answer killed{.signal = SIGSYS};

constexpr Answer error(int number)
{
	return {.error_number = number};
}

void test_system_call_filter(Check &check)
{
	const Row rows[]{
		{"SystemCallFilter=~@network-io", call("socket"), killed, "SystemCallFilter:3"},
		{"SystemCallFilter=~@network-io", call("fork"), killed, ""},
		{"SystemCallFilter=~@network-io\nSystemCallErrorNumber=EACCES", call("socket"),
			error(EACCES), "SystemCallFilter:3"},
		{"SystemCallFilter=~@network-io:EPERM", call("socket"), error(EPERM),
			"SystemCallFilter:3"},
		{"SystemCallFilter=~@network-io\nSystemCallFilter=socket", call("socket"), killed,
			""},
		{"SystemCallFilter=@system-service\nSystemCallFilter=~@privileged", call("chown"),
			killed, "SystemCallFilter:4"},
		{"SystemCallFilter=@system-service\nSystemCallFilter=~@"
		 "privileged\nSystemCallFilter=@chown",
			call("chown"), killed, ""},
		{"SystemCallFilter=@system-service", call("mount"), killed, "SystemCallFilter:3"},
		/* @default comes with every allow-list, but not with a deny-list's opposite */
		{"SystemCallFilter=read", call("getpid"), killed, ""},
		{"SystemCallFilter=~getpid", call("getpid"), killed, "SystemCallFilter:3"},
		{"SystemCallFilter=~@clock\nSystemCallFilter=", call("clock_settime"), killed, ""},
		{"SystemCallFilter=~write", call("write"), killed,
			""}, /* always passes since 256 */
		{"SystemCallFilter=~@process", {.kind = OperationKind::Fork}, killed,
			"SystemCallFilter:3"},
		{"SystemCallFilter=~@file-system:EACCES", path("/etc/x", Access::Read),
			error(EACCES), "SystemCallFilter:3"},
		{"SystemCallArchitectures=native",
			{.kind = OperationKind::SystemCall,
				.call = "open",
				.arch = AUDIT_ARCH_I386},
			killed, "SystemCallArchitectures:3"},
		{"SystemCallArchitectures=native",
			{.kind = OperationKind::SystemCall,
				.call = "open",
				.arch = AUDIT_ARCH_X86_64},
			killed, ""},
	};
	check_rows(check, rows);
	const Row old[]{{"SystemCallFilter=~write", call("write"), killed, "SystemCallFilter:3"}};
	check_rows(check, old, 252);
}

void test_implied_filters(Check &check)
{
	const Row rows[]{
		{"ProtectClock=yes", call("clock_settime"), error(EPERM), "ProtectClock:3"},
		{"ProtectHostname=yes", call("sethostname"), error(EPERM), "ProtectHostname:3"},
		{"ProtectKernelModules=yes", call("init_module"), error(EPERM),
			"ProtectKernelModules:3"},
		{"ProtectKernelLogs=yes", call("syslog"), error(EPERM), "ProtectKernelLogs:3"},
		{"PrivateDevices=yes", call("iopl"), error(EPERM), "PrivateDevices:3"},
		{"PrivateDevices=yes", call("mknod"), error(EPERM), "PrivateDevices:3"},
		{"RestrictRealtime=yes", call("sched_setscheduler"), error(EPERM),
			"RestrictRealtime:3"},
		{"RestrictRealtime=no", call("sched_setscheduler"), error(EPERM), ""},
		{"LockPersonality=yes", call("personality"), error(EPERM), "LockPersonality:3"},
		/* a kill without a record: nothing tells the ABI */
		{"SystemCallArchitectures=native", call(""), {.signal = SIGSYS},
			"SystemCallArchitectures:3"},
		{"SystemCallArchitectures=native", call("chown"), {.signal = SIGSYS}, ""},
		{"RestrictNamespaces=yes", call("unshare"), error(EPERM), "RestrictNamespaces:3"},
		{"RestrictNamespaces=net", space("net"), error(EPERM), ""},
		{"RestrictNamespaces=net", space("mnt"), error(EPERM), "RestrictNamespaces:3"},
		{"RestrictNamespaces=~net", space("net"), error(EPERM), "RestrictNamespaces:3"},
		{"RestrictNamespaces=~net", space("mnt"), error(EPERM), ""},
		{"RestrictSUIDSGID=yes", call("openat2"), error(ENOSYS), "RestrictSUIDSGID:3"},
		{"MemoryDenyWriteExecute=yes", {.kind = OperationKind::Memory}, {.signal = SIGTRAP},
			"MemoryDenyWriteExecute:3"},
		{"KeyringMode=private", call("request_key"), error(ENOKEY), "KeyringMode:3"},
		{"PrivateIPC=yes", call("shmget"), error(ENOENT), "PrivateIPC:3"},
		{"PrivatePIDs=yes", call("kill"), error(ESRCH), "PrivatePIDs:3"},
		{"RemoveIPC=yes", call("semget"), error(ENOENT), "RemoveIPC:3"},
		{"MemoryDenyWriteExecute=yes", call("mprotect"), error(EPERM),
			"MemoryDenyWriteExecute:3"},
	};
	check_rows(check, rows);
}

void test_file_tree(Check &check)
{
	const Row rows[]{
		{"ProtectSystem=strict", path("/run/x.pid", Access::Create), error(EROFS),
			"ProtectSystem:3"},
		{"ProtectSystem=strict", path("/run/x.pid", Access::Read), error(EROFS), ""},
		{"ProtectSystem=strict", path("/home/a/x", Access::Write), error(EROFS), ""},
		{"ProtectSystem=strict", path("/dev/shm/x", Access::Create), error(EROFS), ""},
		{"ProtectSystem=full", path("/var/lib/x", Access::Write), error(EROFS), ""},
		{"ProtectSystem=full", path("/etc/x", Access::Write), error(EROFS),
			"ProtectSystem:3"},
		{"ProtectSystem=yes", path("/bin/x", Access::Write), error(EROFS),
			"ProtectSystem:3"},
		{"ProtectSystem=strict\nReadWritePaths=-/var/lib/x",
			path("/var/lib/x/y", Access::Write), error(EROFS), ""},
		{"ProtectSystem=strict\nReadWritePaths=/var/lib/x",
			path("/var/lib/xy", Access::Write), error(EROFS), "ProtectSystem:3"},
		{"ProtectSystem=strict\nStateDirectory=x", path("/var/lib/x/y", Access::Write),
			error(EROFS), ""},
		{"ProtectSystem=strict\nPrivateTmp=yes", path("/tmp/x", Access::Create),
			error(EROFS), ""},
		/* at the same path the stricter wins, whatever stands last */
		{"ReadOnlyPaths=/run\nReadWritePaths=/run", path("/run/x", Access::Create),
			error(EROFS), "ReadOnlyPaths:3"},
		{"ReadOnlyPaths=/var\nReadWritePaths=/var/lib\nReadOnlyPaths=/var/lib/x",
			path("/var/lib/x/y", Access::Write), error(EROFS), "ReadOnlyPaths:5"},
		{"ReadOnlyPaths=/run", path("/var/run/x.pid", Access::Create), error(EROFS),
			"ReadOnlyPaths:3"},
		/* nothing comes back below what is inaccessible */
		{"InaccessiblePaths=/var/lib\nReadWritePaths=/var/lib/x",
			path("/var/lib/x/y", Access::Write), error(ENOENT), "InaccessiblePaths:3"},
		{"InaccessiblePaths=/var/lib", path("/var/lib/x/y", Access::Read, 33),
			error(EACCES), "InaccessiblePaths:3"},
		{"ProtectHome=yes", path("/home/a/x", Access::Read), error(ENOENT),
			"ProtectHome:3"},
		{"ProtectHome=read-only", path("/root/x", Access::Create), error(EROFS),
			"ProtectHome:3"},
		{"ProtectHome=tmpfs\nBindPaths=/home/a", path("/home/a/x", Access::Write),
			error(ENOENT), ""},
		{"TemporaryFileSystem=/var:ro", path("/var/lib/x/y", Access::Write), error(ENOENT),
			"TemporaryFileSystem:3"},
		{"DynamicUser=yes", path("/var/lib/x/y", Access::Write), error(EROFS),
			"DynamicUser:3"},
		{"PrivateDevices=yes", path("/dev/vda", Access::Read), error(ENOENT),
			"PrivateDevices:3"},
		{"PrivateDevices=yes", path("/dev/null", Access::Write), error(ENOENT), ""},
		{"DevicePolicy=closed", path("/dev/vda", Access::Read), error(EPERM),
			"DevicePolicy:3"},
		{"DevicePolicy=closed\nDeviceAllow=/dev/vda r", path("/dev/vda", Access::Read),
			error(EPERM), ""},
		{"ProtectKernelTunables=yes", path("/proc/sys/net/x", Access::Write), error(EROFS),
			"ProtectKernelTunables:3"},
		{"ProtectKernelLogs=yes", path("/dev/kmsg", Access::Read), error(ENXIO),
			"ProtectKernelLogs:3"},
		{"ProcSubset=pid", path("/proc/cpuinfo", Access::Read), error(ENOENT),
			"ProcSubset:3"},
		{"NoExecPaths=/\nExecPaths=/usr/lib",
			{.kind = OperationKind::Execute, .path = "/usr/bin/x"}, error(EACCES),
			"NoExecPaths:3"},
		{"InaccessiblePaths=/usr/lib",
			{.kind = OperationKind::Execute, .path = "/usr/bin/x"}, error(ENOENT),
			"InaccessiblePaths:3"},
		/* the manager looks for a name in $PATH, and passes over what may not be executed
		 */
		{"NoExecPaths=/usr/bin", {.kind = OperationKind::Execute}, error(ENOENT),
			"NoExecPaths:3"},
		{"NoExecPaths=/usr/bin", {.kind = OperationKind::Execute, .path = "/usr/bin/x"},
			error(ENOENT), ""},
		/* an unnamed file may be the one that the unit names, but not what is implied */
		{"InaccessiblePaths=/dev/urandom", path("", Access::Read), error(EACCES),
			"InaccessiblePaths:3"},
		{"ProtectKernelLogs=yes", path("", Access::Read), error(EACCES), ""},
	};
	check_rows(check, rows);
	const Row newer[]{
		{"StateDirectory=x\nStateDirectoryQuota=1M", path("/var/lib/x/y", Access::Write),
			error(EDQUOT), "StateDirectoryQuota:4"},
	};
	check_rows(check, newer, 262);
}

void test_privileges(Check &check)
{
	const Operation low_port{.kind = OperationKind::Bind, .family = AF_INET, .port = 80};
	Operation low_port_of_user = low_port;
	low_port_of_user.uid = 33;
	const Row rows[]{
		{"CapabilityBoundingSet=~CAP_NET_BIND_SERVICE", low_port, error(EACCES),
			"CapabilityBoundingSet:3"},
		{"CapabilityBoundingSet=", low_port, error(EACCES), "CapabilityBoundingSet:3"},
		{"CapabilityBoundingSet=CAP_CHOWN\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE",
			low_port, error(EACCES), ""},
		{"CapabilityBoundingSet=~CAP_CHOWN\nCapabilityBoundingSet=CAP_CHOWN", call("chown"),
			error(EPERM), ""},
		{"User=www-data", low_port_of_user, error(EACCES), "User:3"},
		{"User=www-data\nAmbientCapabilities=CAP_NET_BIND_SERVICE", low_port_of_user,
			error(EACCES), ""},
		{"CapabilityBoundingSet=~CAP_CHOWN", call("chown"), error(EPERM),
			"CapabilityBoundingSet:3"},
		{"CapabilityBoundingSet=~CAP_SETGID", call("initgroups"), error(EPERM),
			"CapabilityBoundingSet:3"},
		{"PrivateUsers=yes", call("chown"), error(EINVAL), "PrivateUsers:3"},
		{"CapabilityBoundingSet=~CAP_DAC_OVERRIDE", path("/var/log/x", Access::Write),
			error(EACCES), "CapabilityBoundingSet:3"},
		/* a process that gave up root itself never had the capability */
		{"CapabilityBoundingSet=~CAP_DAC_OVERRIDE", path("/var/log/x", Access::Write, 33),
			error(EACCES), ""},
		{"User=nobody", path("/run/x.pid", Access::Create, 65534), error(EACCES), "User:3"},
		/* of a named root, execve(2) does not give back what the executor gave up */
		{"PAMName=login\nNoNewPrivileges=yes\nLockPersonality=yes", call("setuid"),
			error(EPERM), "PAMName:3"},
		{"User=root\nNoNewPrivileges=yes\nLockPersonality=yes", call("setuid"),
			error(EPERM), "User:3"},
		{"NoNewPrivileges=yes\nLockPersonality=yes", call("setuid"), error(EPERM), ""},
		{"User=root\nLockPersonality=yes", call("setuid"), error(EPERM), ""},
		{"User=root\nNoNewPrivileges=yes", call("setuid"), error(EPERM), ""},
		{"User=root\nNoNewPrivileges=yes\nLockPersonality=yes\n"
		 "AmbientCapabilities=CAP_SETUID",
			call("setuid"), error(EPERM), ""},
		/* capabilities of the program's file: execve(2) fails, whether they may be gained
		   or not */
		{"CapabilityBoundingSet=CAP_CHOWN\nNoNewPrivileges=yes",
			{.kind = OperationKind::Execute, .path = "/usr/bin/x"}, error(EPERM),
			"CapabilityBoundingSet:3"},
	};
	check_rows(check, rows);
}

void test_network(Check &check)
{
	const Operation inet{.kind = OperationKind::Socket, .family = AF_INET};
	const Operation unix{.kind = OperationKind::Socket, .family = AF_UNIX};
	const Operation port{.kind = OperationKind::Bind, .family = AF_INET, .port = 8080};
	const Row rows[]{
		{"RestrictAddressFamilies=AF_UNIX", inet, error(EAFNOSUPPORT),
			"RestrictAddressFamilies:3"},
		{"RestrictAddressFamilies=AF_UNIX\nRestrictAddressFamilies=AF_INET", inet,
			error(EAFNOSUPPORT), ""},
		{"RestrictAddressFamilies=none", unix, error(EAFNOSUPPORT),
			"RestrictAddressFamilies:3"},
		{"RestrictAddressFamilies=~AF_INET", inet, error(EAFNOSUPPORT),
			"RestrictAddressFamilies:3"},
		{"RestrictAddressFamilies=~AF_INET", unix, error(EAFNOSUPPORT), ""},
		{"SocketBindDeny=any", port, error(EPERM), "SocketBindDeny:3"},
		{"SocketBindDeny=any\nSocketBindAllow=ipv4:tcp:8000-9000", port, error(EPERM), ""},
		{"SocketBindDeny=tcp:80", port, error(EPERM), ""},
		{"PrivateNetwork=yes", {.kind = OperationKind::Connect}, error(ENETUNREACH),
			"PrivateNetwork:3"},
		{"IPAddressDeny=any", {.kind = OperationKind::Connect}, error(EPERM),
			"IPAddressDeny:3"},
	};
	check_rows(check, rows);
}

void test_limits(Check &check)
{
	const Row rows[]{
		{"LimitFSIZE=0", {.kind = OperationKind::Resource, .resource = "FSIZE"},
			{.signal = SIGXFSZ}, "LimitFSIZE:3"},
		{"LimitNOFILE=16", {.kind = OperationKind::Resource, .resource = "NOFILE"},
			error(EMFILE), "LimitNOFILE:3"},
		{"LimitNOFILE=infinity", {.kind = OperationKind::Resource, .resource = "NOFILE"},
			error(EMFILE), ""},
		{"LimitNOFILE=1024",
			{.kind = OperationKind::SystemCall,
				.call = "setrlimit",
				.resource = "NOFILE"},
			error(EPERM), "LimitNOFILE:3"},
		{"LimitNOFILE=1024", call("setrlimit"), error(EPERM), ""},
		{"TasksMax=2", {.kind = OperationKind::Fork}, error(EAGAIN), "TasksMax:3"},
		{"MemoryMax=8M", {.kind = OperationKind::Resource, .resource = "MemoryMax"},
			{.signal = SIGKILL}, "MemoryMax:3"},
	};
	check_rows(check, rows);
}

void test_setup(Check &check)
{
	const Row rows[]{
		{"ReadWritePaths=/nonexistent\nProtectSystem=strict", step(226, "/nonexistent"), {},
			"ReadWritePaths:3"},
		{"BindPaths=/nonexistent:/x", step(226, "/x"), {}, "BindPaths:3"},
		{"ProtectHostname=yes\nPrivateTmp=yes", step(226, "/proc/sys/kernel/domainname"),
			{}, "ProtectHostname:3"},
		{"User=lab-missing", step(217, "", "User"), {}, "User:3"},
		{"SupplementaryGroups=nobody-knows", step(216), {}, "SupplementaryGroups:3"},
		{"PrivatePIDs=yes", {.kind = OperationKind::UnitRefused, .setting = "PrivatePIDs"},
			{}, "PrivatePIDs:3"},
		{"PrivatePIDs=no", {.kind = OperationKind::UnitRefused, .setting = "PrivatePIDs"},
			{}, ""},
	};
	check_rows(check, rows);
}

void test_names(Check &check)
{
	check.equal(capability_name(21), "CAP_SYS_ADMIN");
	check.is_true(
		find_capability("cap_chown") == 0u && find_capability("CHOWN") == 0u, "by name");
	check.is_true(!find_capability("CAP_NONE"), "unknown");
	check.equal(family_name(AF_INET6), "AF_INET6");
	check.equal(errno_name(EROFS), "EROFS");
	check.equal(signal_name(SIGSYS), "SIGSYS");
	check.is_true(find_errno("ENOSYS") == ENOSYS, "errno by name");
	check.equal(exit_status_name(226), "NAMESPACE");
	check.equal(exit_status_name(-1), "");
	check.equal(exit_status_name(9999), "");
}

/** An unknown word does not void its line. */
void test_unknown_words(Check &check)
{
	const Operation inet{.kind = OperationKind::Socket, .family = AF_INET};
	const Operation unix{.kind = OperationKind::Socket, .family = AF_UNIX};
	const char *all_refused = "RestrictAddressFamilies=AF_INET,AF_INET6";
	const char *one_unknown = "RestrictAddressFamilies=AF_UNIX PF_KEY AF_INET";
	const Row rows[]{
		{all_refused, inet, error(EAFNOSUPPORT), "RestrictAddressFamilies:3"},
		{all_refused, unix, error(EAFNOSUPPORT), "RestrictAddressFamilies:3"},
		{one_unknown, inet, error(EAFNOSUPPORT), ""},
		{"SystemCallFilter=@system-services", call("openat"), {.signal = SIGSYS},
			"SystemCallFilter:3"},
		{"SystemCallFilter=@system-services", call("getpid"), {.signal = SIGSYS}, ""},
		{"SystemCallFilter=@system-service:EPERM", call("openat"), {.signal = SIGSYS},
			"SystemCallFilter:3"},
		{"CapabilityBoundingSet=CAP_CHOWN,CAP_KILL", call("chown"), error(EPERM),
			"CapabilityBoundingSet:3"},
		{"CapabilityBoundingSet=CAP_KILL\nCapabilityBoundingSet=~CAP_KILLER", call("chown"),
			error(EPERM), ""},
		{"CapabilityBoundingSet=0", call("chown"), error(EPERM), ""},
		{"CapabilityBoundingSet=5", call("chown"), error(EPERM), "CapabilityBoundingSet:3"},
		{"CapabilityBoundingSet=CHOWN", call("chown"), error(EPERM),
			"CapabilityBoundingSet:3"},
		{"CapabilityBoundingSet=\"CAP_CHOWN CAP_KILL\"", call("chown"), error(EPERM),
			"CapabilityBoundingSet:3"},
	};
	check_rows(check, rows);
	const Row since_262[]{
		{one_unknown, inet, error(EAFNOSUPPORT), "RestrictAddressFamilies:3"},
		{one_unknown, unix, error(EAFNOSUPPORT), ""},
	};
	check_rows(check, since_262, 262);
}

/** What a version of systemd does otherwise than the next. */
void test_versions(Check &check)
{
	const Row by_the_kernel{"MemoryDenyWriteExecute=yes", call("mprotect"), error(EACCES), ""};
	check_rows(check, std::array{by_the_kernel}, 252);
	const Row newer[]{
		{by_the_kernel.lines, by_the_kernel.operation, by_the_kernel.answer,
			"MemoryDenyWriteExecute:3"},
		{"ProtectHostname=yes:x", call("sethostname"), error(EPERM), "ProtectHostname:3"},
		{"ProtectHostname=private:x", call("sethostname"), error(EPERM), ""},
	};
	check_rows(check, newer, 258);
}

/** A user manager has no CAP_SYS_ADMIN: filters bring NoNewPrivileges=yes. */
void test_user_manager(Check &check)
{
	struct Line {
		const char *text;
		bool implies;
	};
	const Line lines[]{
		{"MemoryDenyWriteExecute=yes", true},
		{"ProtectHostname=yes", true},
		{"ProtectHostname=private", false},
		{"SystemCallErrorNumber=EPERM", false},
	};
	for (const Line &line : lines) {
		UnitBuilder builder{
			{.root = "/nowhere", .systemd_version = 262}, "x.service", "/x.service"};
		builder.add_file(OriginKind::Fragment, "/x.service",
			std::string{"[Service]\nExecStart=/usr/bin/x\n"} + line.text + "\n");
		const Sandbox sandbox{
			builder.config(), {.systemd_version = 262, .user_manager = true}};
		check.is_true(sandbox.settings().is_on(Directive::NoNewPrivileges) == line.implies,
			line.text);
	}
}

/** Up to 254, filters of a unit with User= bring NoNewPrivileges=yes; User= alone does not. */
void test_filters_with_user(Check &check)
{
	struct Line {
		const char *text;
		unsigned version;
		bool implies;
	};
	const Line lines[]{
		{"User=lab", 252, false},
		{"User=lab\nProtectSystem=strict", 252, false},
		{"User=lab\nRestrictRealtime=yes", 252, true},
		{"User=root\nRestrictRealtime=yes", 252, false},
		{"RestrictRealtime=yes", 252, false},
		{"User=lab\nRestrictRealtime=yes", 257, false},
	};
	for (const Line &line : lines) {
		UnitBuilder builder{{.root = "/nowhere", .systemd_version = line.version},
			"x.service", "/x.service"};
		builder.add_file(OriginKind::Fragment, "/x.service",
			std::string{"[Service]\nExecStart=/usr/bin/x\n"} + line.text + "\n");
		const Sandbox sandbox{builder.config(), {.systemd_version = line.version}};
		check.is_true(sandbox.settings().is_on(Directive::NoNewPrivileges) == line.implies,
			line.text);
	}
}

/** systemd allows the devices that images need, where a device policy is in force. */
void test_devices_of_images(Check &check)
{
	const Operation loop = path("/dev/loop-control", Access::Write);
	const Row rows[]{
		{"DevicePolicy=closed\nMountImages=/x:/y", loop, error(EPERM), ""},
		{"DevicePolicy=closed\nExtensionImages=/x", loop, error(EPERM), "DevicePolicy:3"},
		{"DevicePolicy=closed\nRootImage=/x", path("/dev/mapper/control", Access::Write),
			error(EPERM), ""},
	};
	check_rows(check, rows);
}

constexpr test::Case cases[]{
	{"SystemCallFilter=", test_system_call_filter},
	{"filters that other directives imply", test_implied_filters},
	{"file tree", test_file_tree},
	{"capabilities and users", test_privileges},
	{"network", test_network},
	{"limits", test_limits},
	{"set-up steps", test_setup},
	{"names", test_names},
	{"unknown words", test_unknown_words},
	{"versions", test_versions},
	{"user manager", test_user_manager},
	{"filters with User=", test_filters_with_user},
	{"devices of images", test_devices_of_images},
};

} // namespace

int main()
{
	return test::run("sandbox", cases);
}
