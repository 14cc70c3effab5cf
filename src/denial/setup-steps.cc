// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/setup-steps.hh"

#include "base/path.hh"
#include "denial/errno-words.hh"

#include <algorithm>
#include <array>
#include <memory>
#include <re2/re2.h>
#include <vector>

namespace hardenctl {

namespace {

struct StepName {
	std::string_view name;
	int status;
};

/** systemd's exit-status.c; PERSONALITY and others as printed. */
constexpr StepName step_names[] = {
	{"CHDIR", 200},
	{"NICE", 201},
	{"FDS", 202},
	{"EXEC", 203},
	{"MEMORY", 204},
	{"LIMITS", 205},
	{"OOM_ADJUST", 206},
	{"SIGNAL_MASK", 207},
	{"STDIN", 208},
	{"STDOUT", 209},
	{"CHROOT", 210},
	{"IOPRIO", 211},
	{"TIMERSLACK", 212},
	{"SECUREBITS", 213},
	{"SETSCHEDULER", 214},
	{"CPUAFFINITY", 215},
	{"GROUP", 216},
	{"USER", 217},
	{"CAPABILITIES", 218},
	{"CGROUP", 219},
	{"SETSID", 220},
	{"CONFIRM", 221},
	{"STDERR", 222},
	{"PAM", 224},
	{"NETWORK", 225},
	{"NAMESPACE", 226},
	{"NO_NEW_PRIVILEGES", 227},
	{"SECCOMP", 228},
	{"SELINUX_CONTEXT", 229},
	{"PERSONALITY", 230},
	{"APPARMOR", 231},
	{"ADDRESS_FAMILIES", 232},
	{"RUNTIME_DIRECTORY", 233},
	{"CHOWN", 235},
	{"SMACK_PROCESS_LABEL", 236},
	{"KEYRING", 237},
	{"STATE_DIRECTORY", 238},
	{"CACHE_DIRECTORY", 239},
	{"LOGS_DIRECTORY", 240},
	{"CONFIGURATION_DIRECTORY", 241},
	{"NUMA_POLICY", 242},
	{"CREDENTIALS", 243},
	{"BPF", 244},
	{"KSM", 245},
	{"MEMORY_THP", 246},
};

/** What the first capture of a pattern is. */
enum class Capture { None, Path, Setting, Limit };

struct StepPattern {
	/** RE2, searched anywhere in the message. */
	std::string_view pattern;
	/** 0: the manager refused the unit before there was a step. */
	int status;
	/** The directive, if the message can mean only that one. */
	std::string_view setting;
	Capture capture = Capture::None;
};

/** Messages of systemd's exec-invoke.c, execute.c and service.c, 252 to 262. */
constexpr StepPattern step_patterns[] = {
	{"Failed to set up mount namespacing(?:: (/.*?))?: [^:]+$", 226, "", Capture::Path},
	{"Failed to open service's root fs(?:: (/.*?))?: [^:]+$", 226, "", Capture::Path},
	{"Failed to make ephemeral copy of service's root fs(?:: (/.*?))?: ", 226, "RootEphemeral",
		Capture::Path},
	{"Failed to set up UTS namespacing", 226, "ProtectHostname"},
	{"Failed to set private hostname", 226, "ProtectHostname"},
	{"Failed to apply hostname restrictions", 228, "ProtectHostname"},
	{"Failed to set up IPC namespacing", 226, ""},
	{"Failed to set up network namespacing", 225, ""},
	{"Failed to open network namespace path (\\S+): ", 225, "NetworkNamespacePath",
		Capture::Path},
	{"Failed to open IPC namespace path (\\S+): ", 226, "IPCNamespacePath", Capture::Path},
	{"Failed to open user namespace path (\\S+): ", 226, "UserNamespacePath", Capture::Path},
	{"(NetworkNamespacePath)= is not supported, refusing", 225, "", Capture::Setting},
	{"(IPCNamespacePath)= is not supported, refusing", 226, "", Capture::Setting},
	{"(UserNamespacePath)= is not supported, refusing", 217, "", Capture::Setting},
	{"(UserNamespacePath)= is configured, but", 217, "", Capture::Setting},
	{"Failed to set up cgroup namespacing", 226, "ProtectControlGroups"},
	{"PrivatePIDs=yes is configured, but /proc/ cannot be re-mounted", 226, "PrivatePIDs"},
	{"Failed to (?:set up pid namespace|detect if /proc/ can be remounted)", 226,
		"PrivatePIDs"},
	{"Failed to set up user namespacing(?: for unprivileged user)?: ", 217, ""},
	{"Failed to connect to (?:mountfsd|nsresourced)", 217, ""},
	{"Failed to mount bpffs", 244, "PrivateBPF"},
	{"Failed to determine credentials for user ", 217, "User"},
	{"Failed to determine credentials for group ", 216, "Group"},
	{"Failed to determine user credentials", 217, "User"},
	{"Failed to determine group credentials", 216, "Group"},
	{"Failed to determine supplementary groups", 216, "SupplementaryGroups"},
	{"Changing group credentials failed", 216, ""},
	{"Failed to change UID to [0-9]+", 217, ""},
	{"Failed to update dynamic user credentials", 217, "DynamicUser"},
	{"UID validation failed for ", 217, ""},
	{"GID validation failed for ", 217, ""},
	{"Failed to set up special execution directory in (/run(?:/user/[0-9]+)?): ", 233,
		"RuntimeDirectory", Capture::Path},
	{"Failed to set up special execution directory in (/var/lib): ", 238, "StateDirectory",
		Capture::Path},
	{"Failed to set up special execution directory in (/var/cache): ", 239, "CacheDirectory",
		Capture::Path},
	{"Failed to set up special execution directory in (/var/log): ", 240, "LogsDirectory",
		Capture::Path},
	{"Failed to set up special execution directory in (/etc): ", 241, "ConfigurationDirectory",
		Capture::Path},
	{"Failed to set up special execution directory in (\\S+): ", 238, "", Capture::Path},
	{"Changing to the requested working directory failed", 200, "WorkingDirectory"},
	{"Failed to determine \\$HOME for .*user", 200, "WorkingDirectory"},
	{"Chrooting to the requested root directory failed", 210, "RootDirectory"},
	{"Failed to set up credentials", 243, ""},
	{"Failed to set up kernel keyring", 237, "KeyringMode"},
	{"(?:Failed to|Unable to) locate executable '?([^': ]+)'?: ", 203, "", Capture::Path},
	{"Failed to execute (.+?): [^:]+$", 203, "", Capture::Path},
	{"Failed to drop (?:bset )?capabilities", 218, "CapabilityBoundingSet"},
	{"Failed to apply ambient capabilities", 218, ""},
	{"Failed to (?:keep|drop) CAP_(?:SYS_ADMIN|SETPCAP|SETUID)", 217, ""},
	{"Failed to set process secure bits", 213, "SecureBits"},
	{"Failed to gain CAP_SETPCAP for setting secure bits", 218, "SecureBits"},
	{"Failed to disable new privileges", 227, "NoNewPrivileges"},
	{"Failed to (?:change|determine) SELinux context", 229, "SELinuxContext"},
	{"Failed to prepare AppArmor profile change", 231, "AppArmorProfile"},
	{"Failed to set SMACK process label", 236, "SmackProcessLabel"},
	{"Failed to restrict address families", 232, "RestrictAddressFamilies"},
	{"Failed to disable writing to executable memory", 228, "MemoryDenyWriteExecute"},
	{"Failed to apply realtime restrictions", 228, "RestrictRealtime"},
	{"Failed to apply SUID/SGID restrictions", 228, "RestrictSUIDSGID"},
	{"Failed to apply namespace restrictions", 228, "RestrictNamespaces"},
	{"Failed to apply sysctl restrictions", 228, "ProtectKernelTunables"},
	{"Failed to apply module loading restrictions", 228, "ProtectKernelModules"},
	{"Failed to apply kernel log restrictions", 228, "ProtectKernelLogs"},
	{"Failed to apply clock restrictions", 228, "ProtectClock"},
	{"Failed to set up private devices", 228, "PrivateDevices"},
	{"Failed to apply syscall architecture restrictions", 228, "SystemCallArchitectures"},
	{"Failed to lock personalities", 228, "LockPersonality"},
	{"Failed to apply system call log filters", 228, "SystemCallLog"},
	{"Failed to apply system call filters", 228, "SystemCallFilter"},
	{"Failed to restrict filesystems", 244, "RestrictFileSystems"},
	{"Failed to get restrict filesystems BPF map", 244, "RestrictFileSystems"},
	{"^bpf-restrict-fs: Failed to ", 244, "RestrictFileSystems"},
	{"Failed to adjust RLIMIT_RTPRIO resource limit", 205, "RestrictRealtime"},
	{"Failed to adjust resource limit RLIMIT_([A-Z]+): ", 205, "", Capture::Limit},
	{"Failed to adjust coredump_filter", 205, "CoredumpFilter"},
	{"Failed to adjust OOM setting", 206, "OOMScoreAdjust"},
	{"Failed to set up CPU scheduling", 214, ""},
	{"Failed to set up process scheduling priority", 201, "Nice"},
	{"Failed to set up CPU affinity", 215, "CPUAffinity"},
	{"Failed to set NUMA memory policy", 242, ""},
	{"Failed to set up IO scheduling priority", 211, ""},
	{"Failed to set up timer slack", 212, "TimerSlackNSec"},
	{"Failed to set up execution domain", 230, "Personality"},
	{"Failed to set KSM", 245, "MemoryKSM"},
	{"Failed to set MemoryTHP=", 246, "MemoryTHP"},
	{"Failed to set up PAM session", 224, "PAMName"},
	{"^PAM failed: ", 224, "PAMName"},
	{"PAM initialization failed", 224, "PAMName"},
	{"Failed to attach (?:process .*)?to cgroup (/\\S*?),?:? ", 219, ""},
	{"Failed to set up standard input", 208, "StandardInput"},
	{"Failed to set up standard output", 209, "StandardOutput"},
	{"Failed to set up standard error output", 222, "StandardError"},
	{"Failed to load environment files", 0, "EnvironmentFile"},
	{"Failed to (?:spawn|run) '[a-z-]+' task: ", 0, ""},
	{"Service of Type=[a-z-]+ does not support ([A-Za-z]+)=", 0, "", Capture::Setting},
	{"([A-Z][A-Za-z]+)=.* is not supported, refusing", 0, "", Capture::Setting},
	{"([A-Z][A-Za-z]+)=\\S* .*[Rr]efusing\\.$", 0, "", Capture::Setting},
	{"Unit configuration has fatal error", 0, ""},
	{"[Rr]efusing\\.$", 0, ""},
};

constexpr std::size_t pattern_count = std::size(step_patterns);

/** How deep in groups and classes of a pattern? What is written there need not be in the text. */
class PatternScan {
	unsigned depth_ = 0;
	bool in_class_ = false;

public:
	/** @return does the character stand for itself, and must the text hold it? */
	constexpr bool is_plain(char c) noexcept
	{
		if (in_class_) {
			in_class_ = c != ']';
			return false;
		}
		in_class_ = c == '[';
		depth_ += c == '(';
		depth_ -= c == ')';
		return depth_ == 0 &&
		       std::string_view{"\\[().*+?^$|"}.find(c) == std::string_view::npos;
	}
};

/** The longest part of a pattern that stands for itself. Alternatives are in groups. */
constexpr std::string_view longest_literal(std::string_view pattern) noexcept
{
	std::string_view longest;
	PatternScan scan;
	std::size_t begin = 0;
	for (std::size_t i = 0; i <= pattern.size(); ++i) {
		if (i < pattern.size() && scan.is_plain(pattern[i]))
			continue;
		const bool is_optional =
			i < pattern.size() && (pattern[i] == '?' || pattern[i] == '*');
		const std::size_t end = is_optional && i > begin ? i - 1 : i;
		if (end - begin > longest.size())
			longest = pattern.substr(begin, end - begin);
		// what is escaped may be a class: it ends the literal, too
		const bool is_escape = i < pattern.size() && pattern[i] == '\\';
		i += is_escape;
		begin = i + 1;
	}
	return longest;
}

using Literals = std::array<std::string_view, pattern_count>;

consteval Literals literals_of_patterns()
{
	Literals literals;
	for (std::size_t i = 0; i < pattern_count; ++i)
		literals[i] = longest_literal(step_patterns[i].pattern);
	return literals;
}

/** Compiling all patterns costs more than the rest of a look-up: most texts hold no literal. */
constexpr Literals step_literals = literals_of_patterns();
static_assert(std::ranges::all_of(
	step_literals, [](std::string_view literal) { return literal.size() > 5; }));

/** Compiled at the first use. */
const RE2 &compiled(std::size_t index)
{
	static std::array<std::unique_ptr<RE2>, pattern_count> cache;
	auto &slot = cache[index];
	if (!slot) {
		const std::string_view source = step_patterns[index].pattern;
		slot = std::make_unique<RE2>(re2::StringPiece{source.data(), source.size()});
	}
	return *slot;
}

/** The file tree that the executor builds below these is the service's own. */
std::string service_path(std::string_view path)
{
	for (const std::string_view prefix :
		{"/run/systemd/unit-root", "/run/systemd/mount-rootfs"})
		if (path_is_below(path, prefix))
			path.remove_prefix(prefix.size());
	return path.empty() ? "/" : simplify_path(path);
}

void take_capture(Operation &operation, Capture capture, const std::string &text)
{
	if (text.empty())
		return;
	switch (capture) {
	case Capture::None:
		break;
	case Capture::Path:
		if (text.starts_with('/'))
			operation.path = service_path(text);
		break;
	case Capture::Setting:
		operation.setting = text;
		break;
	case Capture::Limit:
		operation.setting = "Limit" + text;
		break;
	}
}

OperationKind kind_of_status(int status) noexcept
{
	if (status == 0)
		return OperationKind::UnitRefused;
	return status == 203 ? OperationKind::Execute : OperationKind::SetupStep;
}

SetupFailure failure_of(
	const StepPattern &row, const std::string &capture, std::string_view message)
{
	SetupFailure failure;
	failure.operation.kind = kind_of_status(row.status);
	failure.operation.setting = row.setting;
	if (row.status != 0)
		failure.operation.exit_status = row.status;
	if (row.status == 203)
		failure.operation.access = Access::Execute;
	take_capture(failure.operation, row.capture, capture);
	if (const auto words = find_errno(message))
		failure.error_number = words->error_number;
	return failure;
}

} // namespace

std::optional<int> setup_step_status(std::string_view name) noexcept
{
	for (const StepName &step : step_names)
		if (step.name == name)
			return step.status;
	return std::nullopt;
}

std::optional<SetupFailure> match_setup_message(std::string_view message)
{
	const re2::StringPiece text{message.data(), message.size()};
	for (std::size_t i = 0; i < pattern_count; ++i) {
		if (message.find(step_literals[i]) == message.npos)
			continue;
		std::string capture;
		const RE2 &pattern = compiled(i);
		const bool matched = pattern.NumberOfCapturingGroups() > 0
					     ? RE2::PartialMatch(text, pattern, &capture)
					     : RE2::PartialMatch(text, pattern);
		if (matched)
			return failure_of(step_patterns[i], capture, message);
	}
	return std::nullopt;
}

} // namespace hardenctl
