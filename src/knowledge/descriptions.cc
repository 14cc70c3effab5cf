// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/descriptions.hh"

#include "knowledge/names.hh"

#include <algorithm>
#include <array>
#include <iterator>
#include <sys/socket.h>

namespace hardenctl {

namespace {

/** By number. */
constexpr std::array<std::string_view, capability_count> capability_meanings{
	"give files to another owner or group",
	"read, write and search files whatever their modes say",
	"read files and search directories whatever their modes say",
	"change modes, times and attributes of files of other users",
	"keep setuid and setgid bits when a file is changed",
	"send signals to processes of other users",
	"become another group, set the list of groups",
	"become another user",
	"take capabilities out of the own bounding set, hand them on",
	"set the immutable and append-only flags of files",
	"listen on ports below 1024",
	"send broadcasts; the kernel does not ask for it today",
	"change addresses, routes, firewall, interfaces and their settings",
	"open raw and packet sockets",
	"lock more memory than the limit allows",
	"use System V memory, queues and semaphores of other users",
	"load and unload kernel modules",
	"reach hardware ports, physical memory and raw devices",
	"change the root directory with chroot",
	"trace processes of other users and read their memory",
	"switch process accounting on and off",
	"mount, make namespaces, set the host name, and much else",
	"reboot, load a new kernel",
	"raise priorities, use realtime scheduling, pin foreign processes",
	"raise hard limits, exceed quotas and reserved space",
	"set the system clock and the hardware clock",
	"configure virtual terminals, hang up",
	"make device nodes",
	"set leases on files of other users",
	"write records to the audit log",
	"change the audit rules",
	"give capabilities to files",
	"override the mandatory access control of Smack",
	"configure the mandatory access control of Smack",
	"read and clear the kernel's log",
	"set timers that wake the machine",
	"keep the machine from going to sleep",
	"read the audit log from its multicast socket",
	"use performance counters and other ways to observe the system",
	"load BPF programs and make maps",
	"checkpoint and restore processes",
};

struct FamilyMeaning {
	int family;
	std::string_view meaning;
};

constexpr FamilyMeaning family_meanings[]{
	{AF_UNIX, "sockets between programs of one machine: syslog, D-Bus, databases"},
	{AF_INET, "IPv4"},
	{AF_AX25, "amateur radio"},
	{AF_IPX, "Novell IPX, of old networks"},
	{AF_APPLETALK, "AppleTalk, of old networks"},
	{AF_X25, "X.25, of old networks"},
	{AF_INET6, "IPv6"},
	{AF_KEY, "key management of IPsec"},
	{AF_NETLINK, "talking to the kernel: interfaces, routes, firewall, udev, audit"},
	{AF_PACKET, "raw frames of an interface: DHCP, packet capture"},
	{AF_RDS, "reliable datagrams of clusters"},
	{AF_PPPOX, "PPP over Ethernet and L2TP"},
	{AF_LLC, "logical link control, IEEE 802.2"},
	{AF_CAN, "the CAN bus of vehicles and machines"},
	{AF_TIPC, "TIPC, messages within a cluster"},
	{AF_BLUETOOTH, "Bluetooth"},
	{AF_ALG, "the kernel's cryptography"},
	{AF_VSOCK, "between a virtual machine and its host"},
	{AF_NFC, "near-field communication"},
	{AF_QIPCRTR, "Qualcomm modems"},
	{AF_XDP, "fast packet processing past the network stack"},
};

/** From 200 on. */
constexpr std::string_view exit_status_meanings[]{
	"changing to the working directory failed",
	"setting the nice level failed",
	"preparing the file descriptors failed",
	"it is missing, hidden or not executable, or its interpreter is",
	"memory ran out",
	"setting a resource limit failed",
	"setting the OOM score adjustment failed",
	"setting the signal mask failed",
	"preparing standard input failed",
	"preparing standard output failed",
	"changing the root directory failed",
	"setting the I/O scheduling failed",
	"setting the timer slack failed",
	"setting the secure bits failed",
	"setting the CPU scheduling failed",
	"setting the CPU affinity failed",
	"changing to the group failed",
	"changing to the user, or making a user namespace, failed",
	"dropping or setting capabilities failed",
	"setting up the control group failed",
	"making a session failed",
	"the start was not confirmed on the console",
	"preparing standard error failed",
	"",
	"setting up the PAM session failed",
	"setting up the network namespace failed",
	"setting up the service's view of the file tree failed",
	"forbidding new privileges failed",
	"installing a system call filter failed",
	"setting the SELinux context failed",
	"setting the personality failed",
	"switching to the AppArmor profile failed",
	"restricting the address families failed",
	"making the runtime directory failed",
	"",
	"giving a socket or directory to its owner failed",
	"setting the Smack label failed",
	"preparing the kernel keyring failed",
	"making the state directory failed",
	"making the cache directory failed",
	"making the logs directory failed",
	"making the configuration directory failed",
	"setting the NUMA policy failed",
	"preparing the credentials failed",
	"loading a BPF restriction failed",
	"switching memory merging on failed",
	"setting the policy for huge pages failed",
};
static_assert(std::size(exit_status_meanings) == 47);

} // namespace

std::string_view capability_description(unsigned capability) noexcept
{
	return capability < capability_count ? capability_meanings[capability] : std::string_view{};
}

std::string_view family_description(int family) noexcept
{
	const auto found = std::ranges::find(family_meanings, family, &FamilyMeaning::family);
	return found == std::end(family_meanings) ? std::string_view{} : found->meaning;
}

std::string_view exit_status_description(int status) noexcept
{
	const auto index = static_cast<std::size_t>(status - 200);
	return index < std::size(exit_status_meanings) ? exit_status_meanings[index]
						       : std::string_view{};
}

} // namespace hardenctl
