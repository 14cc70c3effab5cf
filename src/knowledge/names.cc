// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/names.hh"

#include "base/text.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <linux/capability.h>
#include <sys/socket.h>

namespace hardenctl {

namespace {

/** By number; source: linux/capability.h. */
constexpr std::array<std::string_view, capability_count> capability_names{
	"CAP_CHOWN",
	"CAP_DAC_OVERRIDE",
	"CAP_DAC_READ_SEARCH",
	"CAP_FOWNER",
	"CAP_FSETID",
	"CAP_KILL",
	"CAP_SETGID",
	"CAP_SETUID",
	"CAP_SETPCAP",
	"CAP_LINUX_IMMUTABLE",
	"CAP_NET_BIND_SERVICE",
	"CAP_NET_BROADCAST",
	"CAP_NET_ADMIN",
	"CAP_NET_RAW",
	"CAP_IPC_LOCK",
	"CAP_IPC_OWNER",
	"CAP_SYS_MODULE",
	"CAP_SYS_RAWIO",
	"CAP_SYS_CHROOT",
	"CAP_SYS_PTRACE",
	"CAP_SYS_PACCT",
	"CAP_SYS_ADMIN",
	"CAP_SYS_BOOT",
	"CAP_SYS_NICE",
	"CAP_SYS_RESOURCE",
	"CAP_SYS_TIME",
	"CAP_SYS_TTY_CONFIG",
	"CAP_MKNOD",
	"CAP_LEASE",
	"CAP_AUDIT_WRITE",
	"CAP_AUDIT_CONTROL",
	"CAP_SETFCAP",
	"CAP_MAC_OVERRIDE",
	"CAP_MAC_ADMIN",
	"CAP_SYSLOG",
	"CAP_WAKE_ALARM",
	"CAP_BLOCK_SUSPEND",
	"CAP_AUDIT_READ",
	"CAP_PERFMON",
	"CAP_BPF",
	"CAP_CHECKPOINT_RESTORE",
};
static_assert(capability_names[CAP_SYS_ADMIN] == "CAP_SYS_ADMIN");
static_assert(capability_names[CAP_CHECKPOINT_RESTORE] == "CAP_CHECKPOINT_RESTORE");

struct FamilyName {
	int family;
	std::string_view name;
};

/** Those that RestrictAddressFamilies= knows, the usual name first; sys/socket.h. */
constexpr FamilyName family_names[]{
	{AF_UNIX, "AF_UNIX"},
	{AF_UNIX, "AF_LOCAL"},
	{AF_UNIX, "AF_FILE"},
	{AF_INET, "AF_INET"},
	{AF_AX25, "AF_AX25"},
	{AF_IPX, "AF_IPX"},
	{AF_APPLETALK, "AF_APPLETALK"},
	{AF_NETROM, "AF_NETROM"},
	{AF_BRIDGE, "AF_BRIDGE"},
	{AF_ATMPVC, "AF_ATMPVC"},
	{AF_X25, "AF_X25"},
	{AF_INET6, "AF_INET6"},
	{AF_ROSE, "AF_ROSE"},
	{AF_DECnet, "AF_DECnet"},
	{AF_NETBEUI, "AF_NETBEUI"},
	{AF_SECURITY, "AF_SECURITY"},
	{AF_KEY, "AF_KEY"},
	{AF_NETLINK, "AF_NETLINK"},
	{AF_NETLINK, "AF_ROUTE"},
	{AF_PACKET, "AF_PACKET"},
	{AF_ASH, "AF_ASH"},
	{AF_ECONET, "AF_ECONET"},
	{AF_ATMSVC, "AF_ATMSVC"},
	{AF_RDS, "AF_RDS"},
	{AF_SNA, "AF_SNA"},
	{AF_IRDA, "AF_IRDA"},
	{AF_PPPOX, "AF_PPPOX"},
	{AF_WANPIPE, "AF_WANPIPE"},
	{AF_LLC, "AF_LLC"},
	{AF_IB, "AF_IB"},
	{AF_MPLS, "AF_MPLS"},
	{AF_CAN, "AF_CAN"},
	{AF_TIPC, "AF_TIPC"},
	{AF_BLUETOOTH, "AF_BLUETOOTH"},
	{AF_IUCV, "AF_IUCV"},
	{AF_RXRPC, "AF_RXRPC"},
	{AF_ISDN, "AF_ISDN"},
	{AF_PHONET, "AF_PHONET"},
	{AF_IEEE802154, "AF_IEEE802154"},
	{AF_CAIF, "AF_CAIF"},
	{AF_ALG, "AF_ALG"},
	{AF_NFC, "AF_NFC"},
	{AF_VSOCK, "AF_VSOCK"},
	{AF_KCM, "AF_KCM"},
	{AF_QIPCRTR, "AF_QIPCRTR"},
	{AF_SMC, "AF_SMC"},
	{AF_XDP, "AF_XDP"},
	{AF_MCTP, "AF_MCTP"},
};

/** From 200 on; source: systemd's exit-status.c of 262. */
constexpr std::string_view exit_status_names[]{
	"CHDIR",
	"NICE",
	"FDS",
	"EXEC",
	"MEMORY",
	"LIMITS",
	"OOM_ADJUST",
	"SIGNAL_MASK",
	"STDIN",
	"STDOUT",
	"CHROOT",
	"IOPRIO",
	"TIMERSLACK",
	"SECUREBITS",
	"SETSCHEDULER",
	"CPUAFFINITY",
	"GROUP",
	"USER",
	"CAPABILITIES",
	"CGROUP",
	"SETSID",
	"CONFIRM",
	"STDERR",
	"",
	"PAM",
	"NETWORK",
	"NAMESPACE",
	"NO_NEW_PRIVILEGES",
	"SECCOMP",
	"SELINUX_CONTEXT",
	"PERSONALITY",
	"APPARMOR",
	"ADDRESS_FAMILIES",
	"RUNTIME_DIRECTORY",
	"",
	"CHOWN",
	"SMACK_PROCESS_LABEL",
	"KEYRING",
	"STATE_DIRECTORY",
	"CACHE_DIRECTORY",
	"LOGS_DIRECTORY",
	"CONFIGURATION_DIRECTORY",
	"NUMA_POLICY",
	"CREDENTIALS",
	"BPF",
	"KSM",
	"MEMORY_THP",
};
static_assert(exit_status_names[226 - 200] == "NAMESPACE");
static_assert(std::size(exit_status_names) == 47);

constexpr int max_errno = 133;

struct ErrnoAlias {
	std::string_view name;
	int number;
};

/** Two names of one number, of which strerrorname_np(3) has the other one; errno(3). */
constexpr ErrnoAlias errno_aliases[]{
	{"EDEADLOCK", EDEADLOCK},
	{"ENOTSUP", ENOTSUP},
	{"EOPNOTSUPP", EOPNOTSUPP},
	{"EWOULDBLOCK", EWOULDBLOCK},
};

} // namespace

std::string_view capability_name(unsigned capability) noexcept
{
	return capability < capability_count ? capability_names[capability] : std::string_view{};
}

std::optional<unsigned> find_capability(std::string_view name) noexcept
{
	const auto found = std::ranges::find_if(capability_names, [&](std::string_view candidate) {
		return equal_ignoring_case(candidate, name) ||
		       equal_ignoring_case(candidate.substr(4), name);
	});
	if (found == capability_names.end())
		return std::nullopt;
	return static_cast<unsigned>(found - capability_names.begin());
}

std::string_view family_name(int family) noexcept
{
	const auto found = std::ranges::find(family_names, family, &FamilyName::family);
	return found == std::end(family_names) ? std::string_view{} : found->name;
}

std::optional<int> find_family(std::string_view name) noexcept
{
	const auto found = std::ranges::find_if(family_names, [&](const FamilyName &row) {
		return row.name == name ||
		       (name.starts_with("PF_") && row.name.substr(3) == name.substr(3));
	});
	if (found == std::end(family_names))
		return std::nullopt;
	return found->family;
}

std::string errno_name(int error_number)
{
	if (error_number == 0)
		return {};
	const char *name = strerrorname_np(error_number);
	return name ? name : std::to_string(error_number);
}

std::optional<int> find_errno(std::string_view name) noexcept
{
	for (int number = 1; number <= max_errno; number++) {
		const char *candidate = strerrorname_np(number);
		if (candidate && name == candidate)
			return number;
	}
	const auto found = std::ranges::find(errno_aliases, name, &ErrnoAlias::name);
	return found == std::end(errno_aliases) ? std::nullopt : std::optional{found->number};
}

std::string signal_name(int signal)
{
	if (signal == 0)
		return {};
	const char *name = sigabbrev_np(signal);
	return name ? std::string{"SIG"} + name : std::to_string(signal);
}

std::string_view exit_status_name(int status) noexcept
{
	const auto index = static_cast<std::size_t>(status - 200);
	return index < std::size(exit_status_names) ? exit_status_names[index] : std::string_view{};
}

} // namespace hardenctl
