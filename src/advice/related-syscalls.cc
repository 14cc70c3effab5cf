// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/related-syscalls.hh"

#include <algorithm>
#include <iterator>

namespace hardenctl {

namespace {

using Calls = std::span<const std::string_view>;

/* What strace(1) shows of such programs on Debian 12 and 13, in the order in which it comes. */

constexpr std::string_view c_start[]{"access", "openat", "fstat", "newfstatat", "mmap", "munmap",
	"close", "readlink", "readlinkat", "getcwd", "fcntl", "getdents64", "statx", "stat",
	"lstat", "faccessat2"};
constexpr std::string_view processes[]{
	"clone3", "clone", "vfork", "fork", "wait4", "waitid", "kill", "tgkill", "prctl"};
constexpr std::string_view go_start[]{
	"sched_getaffinity", "clone", "tgkill", "prlimit64", "setrlimit", "getrlimit"};
constexpr std::string_view server[]{"socket", "setsockopt", "bind", "listen", "accept4", "accept",
	"getsockname", "getpeername", "getsockopt", "recvfrom", "sendto", "recvmsg", "sendmsg",
	"shutdown"};
constexpr std::string_view client[]{"socket", "connect", "setsockopt", "getsockopt", "getsockname",
	"getpeername", "sendto", "recvfrom", "sendmsg", "sendmmsg", "recvmsg", "shutdown"};
constexpr std::string_view user_change[]{
	"setgroups", "setgid", "setuid", "setresgid", "setresuid", "setregid", "setreuid"};
constexpr std::string_view owners[]{"chown", "fchown", "fchownat", "lchown"};
constexpr std::string_view inherited[]{"sched_setaffinity", "sched_setattr", "sched_setparam",
	"sched_setscheduler", "setpriority", "ioprio_set", "setrlimit", "prlimit64"};

struct Row {
	/** Any of these tells the kind. */
	Calls by;
	RelatedCalls companions;
};

constexpr std::string_view by_server[]{
	"accept", "accept4", "bind", "getpeername", "listen", "setsockopt", "socket"};
constexpr std::string_view by_client[]{"connect"};
constexpr std::string_view by_go[]{"sched_getaffinity"};
constexpr std::string_view by_start[]{
	"access", "close", "fstat", "mmap", "munmap", "newfstatat", "open", "openat"};
constexpr std::string_view by_process[]{"clone", "clone3", "fork", "vfork", "wait4"};

constexpr Row rows[]{
	{by_client, {"what a client calls next", client}},
	{by_server, {"what a server that listens calls next", server}},
	{user_change, {"what a program that changes its user calls next", user_change}},
	{owners, {"the calls that change owners", owners}},
	{by_go, {"what a Go program calls at its start", go_start}},
	{by_start, {"what a C program calls at its start", c_start}},
	{by_process, {"what a program that starts others calls next", processes}},
	{inherited, {"the calls that set limits and priorities", inherited}},
};

} // namespace

const RelatedCalls *related_calls_of(std::span<const std::string_view> calls) noexcept
{
	const auto row = std::ranges::find_if(rows, [&](const Row &candidate) {
		return std::ranges::find_first_of(calls, candidate.by) != calls.end();
	});
	return row == std::end(rows) ? nullptr : &row->companions;
}

} // namespace hardenctl
