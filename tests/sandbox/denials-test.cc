// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/sandbox.hh"

#include "harness.hh"
#include "sandbox/deniers.hh"
#include "unit/unit-builder.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <linux/audit.h>
#include <sys/socket.h>

using namespace hardenctl;
using test::Check;

namespace {

constexpr unsigned newest = 262;
constexpr uid_t some_user = 33;

enum class Effect {
	/** Refused with the setting, and not without it. */
	Denies,
	/** Refused without the setting, and not with it. */
	Permits,
};

struct Row {
	Directive directive;
	const char *value;
	/** Lines of the unit that are there with and without it. */
	const char *others;
	Operation operation;
	Answer answer;
	Effect effect = Effect::Denies;
};

Operation call(const char *name)
{
	return {.kind = OperationKind::SystemCall, .call = name};
}

Operation path(const char *name, Access access, std::optional<uid_t> uid = {})
{
	return {.kind = OperationKind::Path, .path = name, .access = access, .uid = uid};
}

Operation resource(const char *name)
{
	return {.kind = OperationKind::Resource, .resource = name};
}

Operation port(std::uint16_t number, std::optional<uid_t> uid = {})
{
	return {.kind = OperationKind::Bind, .family = AF_INET, .port = number, .uid = uid};
}

constexpr Answer error(int number)
{
	return {.error_number = number};
}

constexpr Answer killed_by(int number)
{
	return {.signal = number};
}

using enum Directive;

const Operation connecting{.kind = OperationKind::Connect, .family = AF_INET, .port = 443};
const Operation forking{.kind = OperationKind::Fork, .uid = some_user};
const Operation running{.kind = OperationKind::Execute, .path = "/usr/bin/x"};
const Operation foreign_call{
	.kind = OperationKind::SystemCall, .call = "open", .arch = AUDIT_ARCH_I386};
constexpr const char *strict = "ProtectSystem=strict";

/** Sorted by directive. */
const Row rows[]{
	{AllowedCPUs, "0", "", call("sched_setaffinity"), error(EINVAL)},
	{AmbientCapabilities, "CAP_NET_BIND_SERVICE", "User=x", port(80, some_user), error(EACCES),
		Effect::Permits},
	{BPFProgram, "egress:/sys/fs/bpf/x", "", connecting, error(ETIMEDOUT)},
	{BindNetworkInterface, "eth0", "", connecting, error(ETIMEDOUT)},
	{BindPaths, "/srv/x:/srv/y", "", path("/srv/y/z", Access::Read), error(ENOENT)},
	{BindReadOnlyPaths, "/srv/x", "", path("/srv/x/y", Access::Write), error(EROFS)},
	{CacheDirectory, "x", strict, path("/var/cache/x/y", Access::Write), error(EROFS),
		Effect::Permits},
	{CacheDirectoryMode, "0400", "CacheDirectory=x",
		path("/var/cache/x/y", Access::Read, some_user), error(EACCES)},
	{CacheDirectoryQuota, "1G", "CacheDirectory=x", path("/var/cache/x/y", Access::Write),
		error(EDQUOT)},
	{CapabilityBoundingSet, "~CAP_CHOWN", "", call("chown"), error(EPERM)},
	{ConfigurationDirectory, "x", strict, path("/etc/x/y", Access::Write), error(EROFS),
		Effect::Permits},
	{ConfigurationDirectoryMode, "0400", "ConfigurationDirectory=x",
		path("/etc/x/y", Access::Read, some_user), error(EACCES)},
	{DelegateNamespaces, "mnt", "", call("chown"), error(EINVAL)},
	{DeviceAllow, "/dev/null rw", "", path("/dev/vda", Access::Read), error(EPERM)},
	{DevicePolicy, "closed", "", path("/dev/vda", Access::Read), error(EPERM)},
	{DynamicUser, "yes", "", path("/var/lib/x", Access::Write), error(EROFS)},
	{ExecPaths, "/usr", "NoExecPaths=/", running, error(EACCES), Effect::Permits},
	{Group, "x", "", path("/srv/x", Access::Read, some_user), error(EACCES)},
	{IPAddressDeny, "any", "", connecting, error(EPERM)},
	{IPCNamespacePath, "/srv/x", "", call("shmget"), error(ENOENT)},
	{IPEgressFilterPath, "/srv/x", "", connecting, error(ETIMEDOUT)},
	{IPIngressFilterPath, "/srv/x", "", connecting, error(ETIMEDOUT)},
	{InaccessiblePaths, "/srv/x", "", path("/srv/x/y", Access::Read, some_user), error(EACCES)},
	{KeyringMode, "private", "", call("request_key"), error(ENOKEY)},
	{LimitAS, "16M", "", resource("AS"), error(ENOMEM)},
	{LimitCORE, "0", "", resource("CORE"), {}},
	{LimitCPU, "16", "", resource("CPU"), killed_by(SIGXCPU)},
	{LimitDATA, "16M", "", resource("DATA"), error(ENOMEM)},
	{LimitFSIZE, "16", "", resource("FSIZE"), killed_by(SIGXFSZ)},
	{LimitMEMLOCK, "16", "", resource("MEMLOCK"), error(ENOMEM)},
	{LimitMSGQUEUE, "16", "", resource("MSGQUEUE"), error(EMFILE)},
	{LimitNICE, "0", "", resource("NICE"), error(EPERM)},
	{LimitNOFILE, "16", "", resource("NOFILE"), error(EMFILE)},
	{LimitNPROC, "16", "", forking, error(EAGAIN)},
	{LimitRTPRIO, "0", "", resource("RTPRIO"), error(EPERM)},
	{LimitRTTIME, "16", "", resource("CPU"), killed_by(SIGXCPU)},
	{LimitSIGPENDING, "16", "", resource("SIGPENDING"), error(EAGAIN)},
	{LimitSTACK, "16K", "", resource("STACK"), killed_by(SIGSEGV)},
	{LockPersonality, "yes", "", call("personality"), error(EPERM)},
	{LogsDirectory, "x", strict, path("/var/log/x/y", Access::Write), error(EROFS),
		Effect::Permits},
	{LogsDirectoryMode, "0400", "LogsDirectory=x",
		path("/var/log/x/y", Access::Read, some_user), error(EACCES)},
	{LogsDirectoryQuota, "1G", "LogsDirectory=x", path("/var/log/x/y", Access::Write),
		error(EDQUOT)},
	{MemoryDenyWriteExecute, "yes", "", call("mprotect"), error(EPERM)},
	{MemoryHigh, "16M", "", resource("MemoryMax"), killed_by(SIGKILL)},
	{MemoryMax, "16M", "", resource("MemoryMax"), killed_by(SIGKILL)},
	{MemorySwapMax, "16M", "", resource("MemoryMax"), killed_by(SIGKILL)},
	{NetworkNamespacePath, "/srv/x", "", connecting, error(ENETUNREACH)},
	{NoExecPaths, "/usr/bin", "", running, error(EACCES)},
	{NoNewPrivileges, "yes", "", running, error(EPERM)},
	{PrivateBPF, "yes", "", path("/sys/fs/bpf/x", Access::Read), error(ENOENT)},
	{PrivateDevices, "yes", "", path("/dev/vda", Access::Read), error(ENOENT)},
	{PrivateIPC, "yes", "", call("shmget"), error(ENOENT)},
	{PrivateNetwork, "yes", "", connecting, error(ENETUNREACH)},
	{PrivatePIDs, "yes", "", call("kill"), error(ESRCH)},
	{PrivateTmp, "yes", "", path("/tmp/x/y", Access::Read), error(ENOENT)},
	{PrivateUsers, "yes", "", call("chown"), error(EINVAL)},
	{ProcSubset, "pid", "", path("/proc/cpuinfo", Access::Read), error(ENOENT)},
	{ProtectClock, "yes", "", call("clock_settime"), error(EPERM)},
	{ProtectControlGroups, "yes", "", path("/sys/fs/cgroup/x", Access::Create), error(EROFS)},
	{ProtectHome, "yes", "", path("/home/x/y", Access::Read, some_user), error(EACCES)},
	{ProtectHostname, "yes", "", call("sethostname"), error(EPERM)},
	{ProtectKernelLogs, "yes", "", call("syslog"), error(EPERM)},
	{ProtectKernelModules, "yes", "", call("init_module"), error(EPERM)},
	{ProtectKernelTunables, "yes", "", path("/proc/sys/vm/x", Access::Write), error(EROFS)},
	{ProtectProc, "noaccess", "", path("/proc/1/maps", Access::Read, some_user), error(EPERM)},
	{ProtectSystem, "strict", "", path("/var/lib/x", Access::Write), error(EROFS)},
	{ReadOnlyPaths, "/srv/x", "", path("/srv/x/y", Access::Write), error(EROFS)},
	{ReadWritePaths, "/var/lib/x", strict, path("/var/lib/x/y", Access::Write), error(EROFS),
		Effect::Permits},
	{RemoveIPC, "yes", "", call("shmget"), error(ENOENT)},
	{RestrictAddressFamilies, "AF_UNIX", "", {.kind = OperationKind::Socket, .family = AF_INET},
		error(EAFNOSUPPORT)},
	{RestrictFileSystems, "ext4", "", path("/proc/cpuinfo", Access::Read), error(EPERM)},
	{RestrictNamespaces, "cgroup", "", call("unshare"), error(EPERM)},
	{RestrictNetworkInterfaces, "eth0", "", connecting, error(ETIMEDOUT)},
	{RestrictRealtime, "yes", "", call("sched_setscheduler"), error(EPERM)},
	{RestrictSUIDSGID, "yes", "", call("chmod"), error(EPERM)},
	{RootDirectory, "/srv/x", "", path("/srv/y", Access::Read), error(ENOENT)},
	{RootImage, "/srv/x", "", path("/srv/y", Access::Read), error(ENOENT)},
	{RootMStack, "/srv/x", "", path("/srv/y", Access::Read), error(ENOENT)},
	{RuntimeDirectory, "x", strict, path("/run/x/y", Access::Write), error(EROFS),
		Effect::Permits},
	{RuntimeDirectoryMode, "0400", "RuntimeDirectory=x",
		path("/run/x/y", Access::Read, some_user), error(EACCES)},
	{SecureBits, "noroot noroot-locked", "", port(80), error(EACCES)},
	{SocketBindAllow, "8080", "SocketBindDeny=any", port(8080), error(EPERM), Effect::Permits},
	{SocketBindDeny, "any", "", port(8080), error(EPERM)},
	{StateDirectory, "x", strict, path("/var/lib/x/y", Access::Write), error(EROFS),
		Effect::Permits},
	{StateDirectoryMode, "0400", "StateDirectory=x",
		path("/var/lib/x/y", Access::Read, some_user), error(EACCES)},
	{StateDirectoryQuota, "1G", "StateDirectory=x", path("/var/lib/x/y", Access::Write),
		error(EDQUOT)},
	{SupplementaryGroups, "x", "", path("/srv/x", Access::Read, some_user), error(EACCES)},
	{SystemCallArchitectures, "native", "", foreign_call, killed_by(SIGSYS)},
	{SystemCallErrorNumber, "EPERM", "SystemCallFilter=~@mount", call("mount"),
		killed_by(SIGSYS), Effect::Permits},
	{SystemCallFilter, "~@mount", "", call("mount"), killed_by(SIGSYS)},
	{TasksMax, "16", "", forking, error(EAGAIN)},
	{TemporaryFileSystem, "/srv/x", "", path("/srv/x/y", Access::Read), error(ENOENT)},
	{User, "x", "", path("/srv/x", Access::Read, some_user), error(EACCES)},
	{UserNamespacePath, "/srv/x", "", call("chown"), error(EINVAL)},
};

/** Why no call of the service's own program gets an answer from it that the model could give. */
enum class Reason {
	/** Its step before the program starts can fail, and nothing else: see catalogue-test.cc. */
	OnlyItsStep,
	/** The manager, systemd-oomd or the socket ends or refuses it, and says so. */
	ByTheManager,
	/** A security module decides by its policy, and its own record says so. */
	Policy,
	/** Slower, larger, older, invisible or missing, but no call fails. */
	NoError,
	/** The value decides what it opens, shows or gives: not a thing of the model. */
	Content,
};

struct Unanswered {
	Directive directive;
	Reason reason;
};

/** Sorted by directive. With `rows`, all records. */
constexpr Unanswered unanswered[]{
	{AllowedMemoryNodes, Reason::Content},
	{AppArmorProfile, Reason::Policy},
	{BPFDelegateAttachments, Reason::Content},
	{BPFDelegateCommands, Reason::Content},
	{BPFDelegateMaps, Reason::Content},
	{BPFDelegatePrograms, Reason::Content},
	{BindLogSockets, Reason::NoError},
	{BindToDevice, Reason::Content},
	{CPUAffinity, Reason::OnlyItsStep},
	{CPUQuota, Reason::NoError},
	{CPUSchedulingPolicy, Reason::OnlyItsStep},
	{CPUSchedulingPriority, Reason::OnlyItsStep},
	{CPUSetPartition, Reason::Content},
	{CPUWeight, Reason::NoError},
	{ConcurrencyHardMax, Reason::ByTheManager},
	{ConcurrencySoftMax, Reason::ByTheManager},
	{CoredumpFilter, Reason::NoError},
	{CoredumpReceive, Reason::NoError},
	{DefaultLimitAS, Reason::Content},
	{DefaultLimitCORE, Reason::Content},
	{DefaultLimitCPU, Reason::Content},
	{DefaultLimitDATA, Reason::Content},
	{DefaultLimitFSIZE, Reason::Content},
	{DefaultLimitLOCKS, Reason::NoError},
	{DefaultLimitMEMLOCK, Reason::Content},
	{DefaultLimitMSGQUEUE, Reason::Content},
	{DefaultLimitNICE, Reason::Content},
	{DefaultLimitNOFILE, Reason::Content},
	{DefaultLimitNPROC, Reason::Content},
	{DefaultLimitRSS, Reason::NoError},
	{DefaultLimitRTPRIO, Reason::Content},
	{DefaultLimitRTTIME, Reason::Content},
	{DefaultLimitSIGPENDING, Reason::Content},
	{DefaultLimitSTACK, Reason::Content},
	{DefaultRestrictSUIDSGID, Reason::Content},
	{DefaultTasksMax, Reason::Content},
	{Delegate, Reason::Content},
	{DelegateSubgroup, Reason::Content},
	{DirectoryMode, Reason::Content},
	{DisableControllers, Reason::Content},
	{EnvironmentFile, Reason::OnlyItsStep},
	{ExecSearchPath, Reason::OnlyItsStep},
	{ExecStart, Reason::Content},
	{ExtensionDirectories, Reason::Content},
	{ExtensionImagePolicy, Reason::OnlyItsStep},
	{ExtensionImages, Reason::Content},
	{IOReadBandwidthMax, Reason::NoError},
	{IOReadIOPSMax, Reason::NoError},
	{IOSchedulingClass, Reason::OnlyItsStep},
	{IOWeight, Reason::NoError},
	{IOWriteBandwidthMax, Reason::NoError},
	{IOWriteIOPSMax, Reason::NoError},
	{IPAddressAllow, Reason::Content},
	{ImportCredential, Reason::Content},
	{JoinsNamespaceOf, Reason::Content},
	{LimitLOCKS, Reason::NoError},
	{LimitRSS, Reason::NoError},
	{LoadCredential, Reason::OnlyItsStep},
	{LoadCredentialEncrypted, Reason::OnlyItsStep},
	{LogNamespace, Reason::NoError},
	{ManagedOOMMemoryPressure, Reason::ByTheManager},
	{ManagedOOMMemoryPressureDurationSec, Reason::ByTheManager},
	{ManagedOOMMemoryPressureLimit, Reason::ByTheManager},
	{ManagedOOMPreference, Reason::Content},
	{ManagedOOMSwap, Reason::NoError},
	{MaxConnections, Reason::ByTheManager},
	{MaxConnectionsPerSource, Reason::ByTheManager},
	{MemoryKSM, Reason::NoError},
	{MemoryLimit, Reason::Content},
	{MemoryLow, Reason::NoError},
	{MemoryTHP, Reason::NoError},
	{MemoryZSwapMax, Reason::NoError},
	{MemoryZSwapWriteback, Reason::NoError},
	{MountAPIVFS, Reason::Content},
	{MountFlags, Reason::NoError},
	{MountImagePolicy, Reason::OnlyItsStep},
	{MountImages, Reason::Content},
	{NFTSet, Reason::Policy},
	{NUMAPolicy, Reason::OnlyItsStep},
	{Nice, Reason::OnlyItsStep},
	{NotifyAccess, Reason::NoError},
	{OOMPolicy, Reason::NoError},
	{OOMRules, Reason::ByTheManager},
	{OOMScoreAdjust, Reason::OnlyItsStep},
	{OpenFile, Reason::OnlyItsStep},
	{PAMName, Reason::OnlyItsStep},
	{PermissionsStartOnly, Reason::Content},
	{Personality, Reason::NoError},
	{PollLimitBurst, Reason::ByTheManager},
	{PollLimitIntervalSec, Reason::ByTheManager},
	{PrivateMounts, Reason::NoError},
	{ReadWriteOnly, Reason::Content},
	{RestrictFileSystemAccess, Reason::Content},
	{RootDirectoryStartOnly, Reason::Content},
	{RootEphemeral, Reason::Content},
	{RootHash, Reason::OnlyItsStep},
	{RootHashSignature, Reason::OnlyItsStep},
	{RootImageOptions, Reason::Content},
	{RootImagePolicy, Reason::OnlyItsStep},
	{RootVerity, Reason::OnlyItsStep},
	{RuntimeMaxSec, Reason::ByTheManager},
	{SELinuxContext, Reason::Policy},
	{SetCredential, Reason::Content},
	{SetCredentialEncrypted, Reason::OnlyItsStep},
	{SetLoginEnvironment, Reason::NoError},
	{Slice, Reason::Content},
	{SmackProcessLabel, Reason::Policy},
	{SocketGroup, Reason::Content},
	{SocketMode, Reason::Content},
	{SocketUser, Reason::Content},
	{StandardError, Reason::OnlyItsStep},
	{StandardInput, Reason::OnlyItsStep},
	{StandardOutput, Reason::OnlyItsStep},
	{StartupAllowedCPUs, Reason::Content},
	{StartupAllowedMemoryNodes, Reason::Content},
	{StartupCPUWeight, Reason::NoError},
	{StartupIOWeight, Reason::NoError},
	{StartupMemoryHigh, Reason::NoError},
	{StartupMemoryLow, Reason::NoError},
	{StartupMemoryMax, Reason::Content},
	{StartupMemorySwapMax, Reason::Content},
	{StartupMemoryZSwapMax, Reason::NoError},
	{SystemCallLog, Reason::NoError},
	{TimeoutAbortSec, Reason::ByTheManager},
	{TimeoutStartSec, Reason::ByTheManager},
	{TimeoutStopSec, Reason::ByTheManager},
	{TriggerLimitBurst, Reason::ByTheManager},
	{TriggerLimitIntervalSec, Reason::ByTheManager},
	{UMask, Reason::NoError},
	{WatchdogSec, Reason::ByTheManager},
	{WorkingDirectory, Reason::OnlyItsStep},
};

Sandbox make_sandbox(const std::string &lines)
{
	UnitBuilder builder{
		{.root = "/nowhere", .systemd_version = newest}, "x.service", "/x.service"};
	builder.add_file(OriginKind::Fragment, "/x.service",
		"[Service]\nExecStart=/usr/bin/x\n" + lines + "\n");
	return Sandbox{builder.config(), {.systemd_version = newest}};
}

/** Who gives this answer. */
std::vector<Directive> blamed(const Sandbox &sandbox, const Row &row)
{
	std::vector<Directive> directives;
	for (const PredictedDenial &predicted : sandbox.predict(row.operation))
		if (predicted.answer == row.answer) {
			const std::size_t written = sandbox.settings().written(predicted.setting);
			directives.push_back(sandbox.settings()[written].assignment.directive);
		}
	return directives;
}

void test_denied_with_it_only(Check &check)
{
	for (const Row &row : rows) {
		const std::string setting{name(row.directive)};
		const auto without = blamed(make_sandbox(row.others), row);
		const auto with = blamed(
			make_sandbox(std::string{row.others} + "\n" + setting + "=" + row.value),
			row);
		if (row.effect == Effect::Permits) {
			check.is_true(!without.empty(), setting + ": denied without it");
			check.is_true(with.empty(), setting + ": not denied with it");
			continue;
		}
		check.is_true(without.empty(), setting + ": not denied without it");
		check.is_true(std::ranges::count(with, row.directive) > 0,
			setting + ": denied with it, and by it");
	}
}

/** That switches it on; its rows hold for each of these. */
std::string value_of(const DirectiveRecord &directive)
{
	if (directive.strictest)
		return std::string{*directive.strictest};
	const auto values = plain_values(directive);
	return values.empty() ? "/srv/x" : std::string{values.front()};
}

/** What is executed of the record itself, so that no code can lack it. */
bool has_rows(const DirectiveRecord &directive)
{
	return !directive.refuses.empty() || !directive.mounts.empty() ||
	       !directive.limits.empty() || !directive.implies.empty();
}

/** A new record of which no row says what it denies needs a row in one of the two tables. */
void test_every_record_is_covered(Check &check)
{
	for (const DirectiveRecord &directive : directive_records()) {
		if (has_rows(directive))
			continue;
		const auto tested = std::ranges::count(rows, directive.id, &Row::directive);
		const auto excused =
			std::ranges::count(unanswered, directive.id, &Unanswered::directive);
		check.is_true(tested + excused == 1,
			std::string{directive.name} + " is in one of the tables, once");
	}
}

/** Each call and resource of its rows fails with the answer of the row. */
void test_rows_are_executed(Check &check)
{
	for (const DirectiveRecord &directive : directive_records()) {
		const Sandbox sandbox =
			make_sandbox(std::string{directive.name} + "=" + value_of(directive));
		for (const RefusalRow &refusal : directive.refuses)
			for (const std::string_view name : refusal.calls) {
				const Row row{directive.id, "", "", call(std::string{name}.c_str()),
					refusal.answer};
				check.is_true(
					std::ranges::count(blamed(sandbox, row), directive.id) > 0,
					std::string{directive.name} + " refuses " +
						std::string{name});
			}
	}
}

/** Who is excused because only its step can fail has such a step. */
void test_steps_of_the_excused(Check &check)
{
	for (const auto &[directive, reason] : unanswered)
		if (reason == Reason::OnlyItsStep)
			check.is_true(!record(directive).exit_statuses.empty() ||
					      std::ranges::count(record(directive).mechanisms,
						      Mechanism::Setup),
				std::string{name(directive)} + " has a step that can fail");
}

constexpr test::Case cases[]{
	{"denied with it only", test_denied_with_it_only},
	{"rows are executed", test_rows_are_executed},
	{"every record is covered", test_every_record_is_covered},
	{"steps of the excused", test_steps_of_the_excused},
};

} // namespace

int main()
{
	return test::run("denials", cases);
}
