// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/exposure-rules.hh"

#include <algorithm>

namespace hardenctl {

namespace {

using Check = ExposureCheck;

/** Weights and ranges are in the directive records. One key ends in ")" in systemd, too. */
constexpr ExposureRule exposure_table[]{
	{"AmbientCapabilities", Check::AmbientCapabilities, ""},
	{"CapabilityBoundingSet_CAP_AUDIT", Check::Capabilities,
		"CAP_AUDIT_CONTROL CAP_AUDIT_READ CAP_AUDIT_WRITE"},
	{"CapabilityBoundingSet_CAP_BLOCK_SUSPEND", Check::Capabilities, "CAP_BLOCK_SUSPEND"},
	{"CapabilityBoundingSet_CAP_BPF", Check::Capabilities, "CAP_BPF", false, 252},
	{"CapabilityBoundingSet_CAP_CHOWN_FSETID_SETFCAP", Check::Capabilities,
		"CAP_CHOWN CAP_FSETID CAP_SETFCAP"},
	{"CapabilityBoundingSet_CAP_DAC_FOWNER_IPC_OWNER", Check::Capabilities,
		"CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_FOWNER CAP_IPC_OWNER"},
	{"CapabilityBoundingSet_CAP_IPC_LOCK", Check::Capabilities, "CAP_IPC_LOCK"},
	{"CapabilityBoundingSet_CAP_KILL", Check::Capabilities, "CAP_KILL"},
	{"CapabilityBoundingSet_CAP_LEASE", Check::Capabilities, "CAP_LEASE"},
	{"CapabilityBoundingSet_CAP_LINUX_IMMUTABLE", Check::Capabilities, "CAP_LINUX_IMMUTABLE"},
	{"CapabilityBoundingSet_CAP_MAC", Check::Capabilities, "CAP_MAC_ADMIN CAP_MAC_OVERRIDE"},
	{"CapabilityBoundingSet_CAP_MKNOD", Check::Capabilities, "CAP_MKNOD"},
	{"CapabilityBoundingSet_CAP_NET_ADMIN", Check::Capabilities, "CAP_NET_ADMIN"},
	{"CapabilityBoundingSet_CAP_NET_BIND_SERVICE_BROADCAST_RAW)", Check::Capabilities,
		"CAP_NET_BIND_SERVICE CAP_NET_BROADCAST CAP_NET_RAW"},
	{"CapabilityBoundingSet_CAP_SET_UID_GID_PCAP", Check::Capabilities,
		"CAP_SETUID CAP_SETGID CAP_SETPCAP"},
	{"CapabilityBoundingSet_CAP_SYSLOG", Check::Capabilities, "CAP_SYSLOG"},
	{"CapabilityBoundingSet_CAP_SYS_ADMIN", Check::Capabilities, "CAP_SYS_ADMIN"},
	{"CapabilityBoundingSet_CAP_SYS_BOOT", Check::Capabilities, "CAP_SYS_BOOT"},
	{"CapabilityBoundingSet_CAP_SYS_CHROOT", Check::Capabilities, "CAP_SYS_CHROOT"},
	{"CapabilityBoundingSet_CAP_SYS_MODULE", Check::Capabilities, "CAP_SYS_MODULE"},
	{"CapabilityBoundingSet_CAP_SYS_NICE_RESOURCE", Check::Capabilities,
		"CAP_SYS_NICE CAP_SYS_RESOURCE"},
	{"CapabilityBoundingSet_CAP_SYS_PACCT", Check::Capabilities, "CAP_SYS_PACCT"},
	{"CapabilityBoundingSet_CAP_SYS_PTRACE", Check::Capabilities, "CAP_SYS_PTRACE"},
	{"CapabilityBoundingSet_CAP_SYS_RAWIO", Check::Capabilities, "CAP_SYS_RAWIO"},
	{"CapabilityBoundingSet_CAP_SYS_TIME", Check::Capabilities, "CAP_SYS_TIME"},
	{"CapabilityBoundingSet_CAP_SYS_TTY_CONFIG", Check::Capabilities, "CAP_SYS_TTY_CONFIG"},
	{"CapabilityBoundingSet_CAP_WAKE_ALARM", Check::Capabilities, "CAP_WAKE_ALARM"},
	{"Delegate", Check::Delegate, ""},
	{"DeviceAllow", Check::Devices, ""},
	{"IPAddressDeny", Check::IpAddresses, ""},
	{"KeyringMode", Check::Value, ""},
	{"LockPersonality", Check::Switch, ""},
	{"MemoryDenyWriteExecute", Check::Switch, ""},
	{"NoNewPrivileges", Check::Switch, ""},
	{"NotifyAccess", Check::Value, ""},
	{"PrivateDevices", Check::Switch, ""},
	{"PrivateMounts", Check::PrivateMounts, ""},
	{"PrivateNetwork", Check::Switch, ""},
	{"PrivateTmp", Check::Switch, "", true},
	{"PrivateUsers", Check::Switch, ""},
	{"ProcSubset", Check::Value, ""},
	{"ProtectClock", Check::Switch, ""},
	{"ProtectControlGroups", Check::Switch, ""},
	{"ProtectHome", Check::Value, "", true},
	{"ProtectHostname", Check::Switch, ""},
	{"ProtectKernelLogs", Check::Switch, ""},
	{"ProtectKernelModules", Check::Switch, ""},
	{"ProtectKernelTunables", Check::Switch, ""},
	{"ProtectProc", Check::Value, ""},
	{"ProtectSystem", Check::Value, "", true},
	{"RemoveIPC", Check::RemoveIpc, ""},
	{"RestrictAddressFamilies_AF_INET_INET6", Check::Families, "AF_INET AF_INET6"},
	{"RestrictAddressFamilies_AF_NETLINK", Check::Families, "AF_NETLINK"},
	{"RestrictAddressFamilies_AF_PACKET", Check::Families, "AF_PACKET"},
	{"RestrictAddressFamilies_AF_UNIX", Check::Families, "AF_UNIX"},
	{"RestrictAddressFamilies_OTHER", Check::Families, ""},
	{"RestrictNamespaces_cgroup", Check::Namespace, "cgroup"},
	{"RestrictNamespaces_ipc", Check::Namespace, "ipc"},
	{"RestrictNamespaces_mnt", Check::Namespace, "mnt"},
	{"RestrictNamespaces_net", Check::Namespace, "net"},
	{"RestrictNamespaces_pid", Check::Namespace, "pid"},
	{"RestrictNamespaces_user", Check::Namespace, "user"},
	{"RestrictNamespaces_uts", Check::Namespace, "uts"},
	{"RestrictRealtime", Check::Switch, ""},
	{"RestrictSUIDSGID", Check::Switch, ""},
	{"RootDirectoryOrRootImage", Check::Root, "", true},
	{"SupplementaryGroups", Check::SupplementaryGroups, ""},
	{"SystemCallArchitectures", Check::Architectures, ""},
	{"SystemCallFilter_clock", Check::Syscalls, "@clock"},
	{"SystemCallFilter_cpu_emulation", Check::Syscalls, "@cpu-emulation"},
	{"SystemCallFilter_debug", Check::Syscalls, "@debug"},
	{"SystemCallFilter_module", Check::Syscalls, "@module"},
	{"SystemCallFilter_mount", Check::Syscalls, "@mount"},
	{"SystemCallFilter_obsolete", Check::Syscalls, "@obsolete"},
	{"SystemCallFilter_privileged", Check::Syscalls, "@privileged"},
	{"SystemCallFilter_raw_io", Check::Syscalls, "@raw-io"},
	{"SystemCallFilter_reboot", Check::Syscalls, "@reboot"},
	{"SystemCallFilter_resources", Check::Syscalls, "@resources"},
	{"SystemCallFilter_swap", Check::Syscalls, "@swap"},
	{"UMask", Check::UMask, ""},
	{"UserOrDynamicUser", Check::User, ""},
};

static_assert(std::ranges::adjacent_find(exposure_table, std::ranges::greater_equal{},
		      &ExposureRule::json_field) == std::ranges::end(exposure_table),
	"sorted, without duplicates");

} // namespace

std::span<const ExposureRule> exposure_rules() noexcept
{
	return exposure_table;
}

const ExposureRule *find_exposure_rule(std::string_view json_field) noexcept
{
	const auto found =
		std::ranges::lower_bound(exposure_table, json_field, {}, &ExposureRule::json_field);
	return found != std::ranges::end(exposure_table) && found->json_field == json_field
		       ? found
		       : nullptr;
}

} // namespace hardenctl
