// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/sandbox.hh"

#include "harness.hh"
#include "unit/unit-builder.hh"

#include <algorithm>

using namespace hardenctl;
using test::Check;

namespace {

struct Sample {
	Directive directive;
	/** Valid, and other than the default. */
	const char *value;
};

/** One row per record, in the order of the records. */
constexpr Sample samples[]{
	{Directive::AllowedCPUs, "0"},
	{Directive::AmbientCapabilities, "CAP_CHOWN"},
	{Directive::AppArmorProfile, "x"},
	{Directive::BPFDelegateAttachments, "any"},
	{Directive::BPFDelegateCommands, "any"},
	{Directive::BPFDelegateMaps, "any"},
	{Directive::BPFDelegatePrograms, "any"},
	{Directive::BPFProgram, "egress:/sys/fs/bpf/x"},
	{Directive::BindLogSockets, "yes"},
	{Directive::BindNetworkInterface, "eth0"},
	{Directive::BindPaths, "/srv/x"},
	{Directive::BindReadOnlyPaths, "/srv/x"},
	{Directive::CPUAffinity, "0"},
	{Directive::CPUSchedulingPolicy, "batch"},
	{Directive::CPUSchedulingPriority, "16"},
	{Directive::CacheDirectory, "x"},
	{Directive::CacheDirectoryMode, "0700"},
	{Directive::CacheDirectoryQuota, "1G"},
	{Directive::CapabilityBoundingSet, "CAP_CHOWN"},
	{Directive::ConfigurationDirectory, "x"},
	{Directive::ConfigurationDirectoryMode, "0700"},
	{Directive::CoredumpFilter, "all"},
	{Directive::CoredumpReceive, "yes"},
	{Directive::Delegate, "yes"},
	{Directive::DelegateNamespaces, "cgroup"},
	{Directive::DeviceAllow, "/dev/null rw"},
	{Directive::DevicePolicy, "closed"},
	{Directive::DisableControllers, "cpu"},
	{Directive::DynamicUser, "yes"},
	{Directive::EnvironmentFile, "/srv/x"},
	{Directive::ExecPaths, "/srv/x"},
	{Directive::ExecSearchPath, "/srv/x"},
	{Directive::ExtensionDirectories, "/srv/x"},
	{Directive::ExtensionImagePolicy, "*"},
	{Directive::ExtensionImages, "/srv/x"},
	{Directive::Group, "x"},
	{Directive::IOSchedulingClass, "none"},
	{Directive::IPAddressAllow, "localhost"},
	{Directive::IPAddressDeny, "any"},
	{Directive::IPCNamespacePath, "/srv/x"},
	{Directive::IPEgressFilterPath, "/srv/x"},
	{Directive::IPIngressFilterPath, "/srv/x"},
	{Directive::ImportCredential, "x"},
	{Directive::InaccessiblePaths, "/srv/x"},
	{Directive::KeyringMode, "inherit"},
	{Directive::LimitAS, "16"},
	{Directive::LimitCORE, "16"},
	{Directive::LimitCPU, "16"},
	{Directive::LimitDATA, "16"},
	{Directive::LimitFSIZE, "16"},
	{Directive::LimitLOCKS, "16"},
	{Directive::LimitMEMLOCK, "16"},
	{Directive::LimitMSGQUEUE, "16"},
	{Directive::LimitNICE, "16"},
	{Directive::LimitNOFILE, "16"},
	{Directive::LimitNPROC, "16"},
	{Directive::LimitRSS, "16"},
	{Directive::LimitRTPRIO, "16"},
	{Directive::LimitRTTIME, "16"},
	{Directive::LimitSIGPENDING, "16"},
	{Directive::LimitSTACK, "16"},
	{Directive::LoadCredential, "x:/srv/x"},
	{Directive::LoadCredentialEncrypted, "x:/srv/x"},
	{Directive::LockPersonality, "yes"},
	{Directive::LogsDirectory, "x"},
	{Directive::LogsDirectoryMode, "0700"},
	{Directive::LogsDirectoryQuota, "1G"},
	{Directive::ManagedOOMSwap, "kill"},
	{Directive::MemoryDenyWriteExecute, "yes"},
	{Directive::MemoryHigh, "16"},
	{Directive::MemoryKSM, "yes"},
	{Directive::MemoryMax, "16"},
	{Directive::MemorySwapMax, "16"},
	{Directive::MemoryTHP, "disable"},
	{Directive::MemoryZSwapMax, "16"},
	{Directive::MountAPIVFS, "yes"},
	{Directive::MountFlags, "shared"},
	{Directive::MountImagePolicy, "*"},
	{Directive::MountImages, "/srv/x:/srv/y"},
	{Directive::NFTSet, "cgroup:inet:f:s"},
	{Directive::NUMAPolicy, "preferred"},
	{Directive::NetworkNamespacePath, "/srv/x"},
	{Directive::Nice, "5"},
	{Directive::NoExecPaths, "/srv/x"},
	{Directive::NoNewPrivileges, "yes"},
	{Directive::NotifyAccess, "main"},
	{Directive::OOMPolicy, "continue"},
	{Directive::OOMScoreAdjust, "16"},
	{Directive::OpenFile, "/srv/x"},
	{Directive::PAMName, "x"},
	{Directive::Personality, "x86-64"},
	{Directive::PrivateBPF, "yes"},
	{Directive::PrivateDevices, "yes"},
	{Directive::PrivateIPC, "yes"},
	{Directive::PrivateMounts, "yes"},
	{Directive::PrivateNetwork, "yes"},
	{Directive::PrivatePIDs, "yes"},
	{Directive::PrivateTmp, "yes"},
	{Directive::PrivateUsers, "yes"},
	{Directive::ProcSubset, "pid"},
	{Directive::ProtectClock, "yes"},
	{Directive::ProtectControlGroups, "yes"},
	{Directive::ProtectHome, "yes"},
	{Directive::ProtectHostname, "yes"},
	{Directive::ProtectKernelLogs, "yes"},
	{Directive::ProtectKernelModules, "yes"},
	{Directive::ProtectKernelTunables, "yes"},
	{Directive::ProtectProc, "noaccess"},
	{Directive::ProtectSystem, "yes"},
	{Directive::ReadOnlyPaths, "/srv/x"},
	{Directive::ReadWritePaths, "/srv/x"},
	{Directive::RemoveIPC, "yes"},
	{Directive::RestrictAddressFamilies, "AF_UNIX"},
	{Directive::RestrictFileSystems, "ext4"},
	{Directive::RestrictNamespaces, "cgroup"},
	{Directive::RestrictNetworkInterfaces, "eth0"},
	{Directive::RestrictRealtime, "yes"},
	{Directive::RestrictSUIDSGID, "yes"},
	{Directive::RootDirectory, "/srv/x"},
	{Directive::RootEphemeral, "yes"},
	{Directive::RootHash, "00"},
	{Directive::RootHashSignature, "x"},
	{Directive::RootImage, "/srv/x"},
	{Directive::RootImageOptions, "ro"},
	{Directive::RootImagePolicy, "*"},
	{Directive::RootMStack, "/srv/x"},
	{Directive::RootVerity, "/srv/x"},
	{Directive::RuntimeDirectory, "x"},
	{Directive::RuntimeDirectoryMode, "0700"},
	{Directive::SELinuxContext, "x"},
	{Directive::SecureBits, "keep-caps"},
	{Directive::SetCredential, "x:y"},
	{Directive::SetCredentialEncrypted, "x:y"},
	{Directive::SetLoginEnvironment, "yes"},
	{Directive::Slice, "x.slice"},
	{Directive::SmackProcessLabel, "x"},
	{Directive::SocketBindAllow, "80"},
	{Directive::SocketBindDeny, "any"},
	{Directive::StandardError, "append:/srv/x"},
	{Directive::StandardInput, "file:/srv/x"},
	{Directive::StandardOutput, "append:/srv/x"},
	{Directive::StateDirectory, "x"},
	{Directive::StateDirectoryMode, "0700"},
	{Directive::StateDirectoryQuota, "1G"},
	{Directive::SupplementaryGroups, "x"},
	{Directive::SystemCallArchitectures, "native"},
	{Directive::SystemCallErrorNumber, "EPERM"},
	{Directive::SystemCallFilter, "@mount"},
	{Directive::SystemCallLog, "@mount"},
	{Directive::TasksMax, "16"},
	{Directive::TemporaryFileSystem, "/srv/x"},
	{Directive::UMask, "0077"},
	{Directive::User, "x"},
	{Directive::UserNamespacePath, "/srv/x"},
	{Directive::WorkingDirectory, "/srv/x"},
};

UnitConfig make_unit(const Sample &sample)
{
	UnitBuilder builder{{.root = "/nowhere"}, "x.service", "/x.service"};
	builder.add_file(OriginKind::Fragment, "/x.service",
		"[Service]\nExecStart=/usr/bin/x\n" + std::string{name(sample.directive)} + "=" +
			sample.value + "\n");
	return builder.config();
}

bool is_blamed(const Sandbox &sandbox, const Operation &operation, Directive directive)
{
	return std::ranges::any_of(
		sandbox.predict(operation), [&](const PredictedDenial &predicted) {
			const std::size_t written = sandbox.settings().written(predicted.setting);
			return sandbox.settings()[written].assignment.directive == directive;
		});
}

void test_every_record_has_a_sample(Check &check)
{
	check.equal(std::size(samples), directive_records().size());
	for (std::size_t i = 0; i < std::size(samples); i++)
		check.equal(name(samples[i].directive), directive_records()[i].name);
}

/** The unit files' reader takes it, at the right line and without a complaint. */
void test_accepted(Check &check)
{
	for (const Sample &sample : samples) {
		const UnitConfig config = make_unit(sample);
		const Assignment *assignment = config.find(sample.directive);
		if (check.is_true(assignment, name(sample.directive)))
			check.equal(assignment->origin.line, 3u);
		for (const Diagnostic &diagnostic : config.diagnostics)
			check.is_true(false, diagnostic.message);
	}
}

/** The manager names the setting, or the step that only it takes. */
void test_blamed_for_its_step(Check &check)
{
	for (const Sample &sample : samples) {
		const Sandbox sandbox{make_unit(sample), {}};
		const std::string setting{name(sample.directive)};
		check.is_true(
			is_blamed(sandbox, {.kind = OperationKind::UnitRefused, .setting = setting},
				sample.directive),
			setting + " is named by the manager");
		for (const unsigned status : record(sample.directive).exit_statuses)
			check.is_true(is_blamed(sandbox,
					      {
						      .kind = OperationKind::SetupStep,
						      .exit_status = static_cast<int>(status),
						      .setting = setting,
					      },
					      sample.directive),
				setting + " ends with " + std::to_string(status));
	}
}

/** Nobody is blamed for a step that no record says can end so. */
void test_not_blamed_for_other_steps(Check &check)
{
	for (const Sample &sample : samples) {
		const Sandbox sandbox{make_unit(sample), {}};
		const auto statuses = record(sample.directive).exit_statuses;
		if (!record(sample.directive).implies.empty())
			continue; /* it is to blame for what it implies, too */
		for (int status = 201; status <= 246; status++)
			if (std::ranges::find(statuses, static_cast<unsigned>(status)) ==
				statuses.end())
				check.is_true(!is_blamed(sandbox,
						      {
							      .kind = OperationKind::SetupStep,
							      .exit_status = status,
						      },
						      sample.directive),
					std::string{name(sample.directive)} +
						" does not end with " + std::to_string(status));
	}
}

/** What needs no file cannot fail at one. */
void test_not_blamed_where_nothing_is_opened(Check &check)
{
	static constexpr Sample always_there[]{
		{Directive::StandardError, "journal"},
		{Directive::StandardInput, "null"},
		{Directive::StandardOutput, "inherit"},
	};
	for (const Sample &sample : always_there) {
		const Sandbox sandbox{make_unit(sample), {}};
		for (const unsigned status : record(sample.directive).exit_statuses)
			check.is_true(!is_blamed(sandbox,
					      {
						      .kind = OperationKind::SetupStep,
						      .exit_status = static_cast<int>(status),
					      },
					      sample.directive),
				std::string{name(sample.directive)} + "=" + sample.value);
	}
}

constexpr test::Case cases[]{
	{"every record has a sample", test_every_record_has_a_sample},
	{"accepted", test_accepted},
	{"blamed for its step", test_blamed_for_its_step},
	{"not blamed for other steps", test_not_blamed_for_other_steps},
	{"not blamed where nothing is opened", test_not_blamed_where_nothing_is_opened},
};

} // namespace

int main()
{
	return test::run("catalogue", cases);
}
