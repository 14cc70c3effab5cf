// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/event-decoder.hh"

#include "base/path.hh"
#include "denial/operation-words.hh"
#include "denial/seccomp.hh"
#include "observe/arguments-text.hh"
#include "observe/call-shapes.hh"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace hardenctl {

namespace {

constexpr std::uint64_t nanoseconds = 1000;
/** sockaddr_in6 without its scope, as RFC 2133 had it; net/ipv6/af_inet6.c takes it. */
constexpr std::size_t small_in6_size = 24;
/** Of a long-lived observer: processes that ended without being seen are forgotten. */
constexpr std::size_t max_processes = 20000;

std::string bounded(const char *text, std::size_t size)
{
	return {text, strnlen(text, size)};
}

Observed kind_of(const trace_event &event) noexcept
{
	switch (event.kind) {
	case TRACE_USED:
		return Observed::Used;
	case TRACE_SIGNAL:
		return Observed::Signal;
	case TRACE_EXEC:
		return Observed::Executed;
	case TRACE_EXIT:
		return Observed::Exited;
	default:
		return Observed::Failed;
	}
}

std::string exe_of_running(pid_t pid)
{
	std::array<char, TRACE_PATH_SIZE> target;
	const std::string link = fmt::format("/proc/{}/exe", pid);
	const ssize_t size = readlink(link.c_str(), target.data(), target.size());
	return size > 0 ? std::string{target.data(), static_cast<std::size_t>(size)}
			: std::string{};
}

/**
 * systemd(1) names it "(program)" as long as it is set up. Since 255 it is a program of its own,
 * run by its descriptor, which sets that name a moment later.
 */
bool is_executor(std::string_view comm, std::string_view exe) noexcept
{
	return comm.starts_with('(') || exe.starts_with("/proc/self/fd/") ||
	       comm == "sd-executor" || comm == "systemd" || base_name(exe) == "systemd-executor" ||
	       base_name(exe) == "systemd";
}

Access access_of_open(unsigned long long flags) noexcept
{
	if (flags & O_CREAT)
		return Access::Create;
	return (flags & O_ACCMODE) == O_RDONLY ? Access::Read : Access::Write;
}

Access access_of(const trace_event &event, std::string_view call)
{
	if (call == "open")
		return access_of_open(event.args[1]);
	if (call == "openat" || call == "openat2")
		return access_of_open(event.args[2]);
	/* faccessat(2) for writing, access(2) the same */
	const bool asks = call.starts_with("faccessat") || call == "access";
	if (asks) {
		const auto mode = event.args[call == "access" ? 1 : 2];
		return mode & W_OK ? Access::Write : mode & X_OK ? Access::Execute : Access::Read;
	}
	static constexpr std::string_view creating[]{"bind", "creat", "link", "linkat", "mkdir",
		"mkdirat", "mknod", "mknodat", "symlink", "symlinkat"};
	static constexpr std::string_view writing[]{"chmod", "chown", "fallocate", "fchmod",
		"fchmodat", "fchmodat2", "fchown", "fchownat", "fsetxattr", "ftruncate", "lchown",
		"lsetxattr", "pwrite64", "rename", "renameat", "renameat2", "rmdir", "setxattr",
		"truncate", "unlink", "unlinkat", "utime", "utimensat", "utimes", "write",
		"writev"};
	static_assert(std::ranges::is_sorted(creating) && std::ranges::is_sorted(writing));
	if (std::ranges::binary_search(creating, call))
		return Access::Create;
	if (std::ranges::binary_search(writing, call))
		return Access::Write;
	if (call == "execve" || call == "execveat")
		return Access::Execute;
	if (call == "mmap")
		return event.args[2] & PROT_EXEC ? Access::Execute : Access::Read;
	return call_shape(call) == TRACE_SHAPE_NONE ? Access::Unknown : Access::Read;
}

void decode_unix(const trace_event &event, ObservedEvent &seen)
{
	const auto *name = reinterpret_cast<const char *>(event.address) + sizeof(sa_family_t);
	const std::size_t size = std::min<std::size_t>(event.address_size, sizeof(sockaddr_un)) -
				 std::min<std::size_t>(event.address_size, sizeof(sa_family_t));
	if (size > 0 && *name == '/')
		seen.path = simplify_path(bounded(name, size));
}

void decode_address(const trace_event &event, ObservedEvent &seen)
{
	sa_family_t family = 0;
	if (event.address_size < sizeof(family) || event.address_size > TRACE_ADDRESS_SIZE)
		return;
	std::memcpy(&family, event.address, sizeof(family));
	seen.family = family;
	std::array<char, INET6_ADDRSTRLEN> text{};
	if (family == AF_INET && event.address_size >= sizeof(sockaddr_in)) {
		sockaddr_in address;
		std::memcpy(&address, event.address, sizeof(address));
		seen.port = ntohs(address.sin_port);
		inet_ntop(family, &address.sin_addr, text.data(), text.size());
	} else if (family == AF_INET6 && event.address_size >= small_in6_size) {
		sockaddr_in6 address{};
		std::memcpy(&address, event.address,
			std::min<std::size_t>(event.address_size, sizeof(address)));
		seen.port = ntohs(address.sin6_port);
		inet_ntop(family, &address.sin6_addr, text.data(), text.size());
	} else if (family == AF_UNIX)
		decode_unix(event, seen);
	seen.address = text.data();
}

std::string address_text(const ObservedEvent &seen, const trace_event &event)
{
	if (!seen.path.empty())
		return fmt::format("{}, {}", event.args[0], quoted_path(seen.path));
	if (seen.port)
		return seen.family == AF_INET6
			       ? fmt::format("{}, [{}]:{}", event.args[0], seen.address, *seen.port)
			       : fmt::format("{}, {}:{}", event.args[0], seen.address, *seen.port);
	return std::to_string(event.args[0]);
}

std::uint32_t foreign_arch(std::uint32_t arch) noexcept
{
	return arch == seccomp_arch_native() ? 0 : arch;
}

} // namespace

std::string path_of_event(const trace_event &event, bool &is_sure)
{
	const std::string path = bounded(event.path, sizeof(event.path));
	is_sure = !(event.flags & (TRACE_PATH_CUT | TRACE_PATH_UNREADABLE));
	if (path.starts_with('/'))
		return simplify_path(path);
	if (!(event.flags & TRACE_HAS_BASE)) {
		is_sure = false;
		return path;
	}
	std::string base;
	for (std::size_t i = std::min<std::size_t>(event.base_depth, TRACE_BASE_DEPTH); i-- > 0;)
		if (const std::string name = bounded(event.base[i], TRACE_NAME_SIZE); !name.empty())
			base += '/' + name;
	return simplify_path(path.empty() || path == "." ? base + '/' : base + '/' + path);
}

EventDecoder::Process &EventDecoder::process_of(const trace_event &event)
{
	const auto pid = static_cast<pid_t>(event.pid);
	if (const auto known = processes_.find(pid); known != processes_.end())
		return known->second;
	if (processes_.size() >= max_processes)
		processes_.clear();
	const std::string comm = bounded(event.comm, sizeof(event.comm));
	const auto parent = processes_.find(static_cast<pid_t>(event.parent_pid));
	Process process;
	/* a child runs its parent's program until it executes another one */
	process = parent != processes_.end() ? parent->second : Process{exe_of_running(pid), false};
	process.is_setup = is_executor(comm, process.exe);
	return processes_.emplace(pid, std::move(process)).first->second;
}

ObservedEvent EventDecoder::decode(const trace_event &event)
{
	ObservedEvent seen;
	seen.what = kind_of(event);
	seen.time = event.time / nanoseconds + clock_offset_;
	seen.pid = static_cast<pid_t>(event.own_pid != 0 ? event.own_pid : event.pid);
	seen.host_pid = static_cast<pid_t>(event.pid);
	seen.parent = static_cast<pid_t>(event.parent_pid);
	seen.comm = bounded(event.comm, sizeof(event.comm));
	seen.uid = event.uid;
	Process &process = process_of(event);
	if (seen.what == Observed::Executed) {
		process.exe = seen.path = bounded(event.path, sizeof(event.path));
		process.is_setup = is_executor(seen.comm, process.exe);
	}
	seen.exe = process.exe;
	seen.is_setup = process.is_setup;
	seen.signal = event.signal;
	seen.status = event.status;
	if (seen.what == Observed::Exited)
		processes_.erase(seen.host_pid);
	if (event.call < 0 || event.arch == 0)
		return seen;
	seen.call = syscall_name(event.arch, event.call);
	seen.arch = foreign_arch(event.arch);
	seen.error = seen.what == Observed::Failed ? event.result : 0;
	seen.by_filter = (event.flags & TRACE_BY_FILTER) || seen.what == Observed::Signal;
	seen.is_inaccessible = event.flags & TRACE_INACCESSIBLE;
	seen.filter_is_sure = !(event.flags & TRACE_FILTER_UNSURE);
	if (seen.what == Observed::Signal)
		return seen;
	seen.in_user_namespace = event.flags & TRACE_OTHER_USER_NAMESPACE;
	for (unsigned i = 0; i < TRACE_SETS; i++)
		if (event.capabilities >> i & 1)
			seen.capabilities.push_back(i);
	const auto shape = seen.arch == 0 ? call_shape(seen.call) & TRACE_SHAPE_MASK
					  : unsigned{TRACE_SHAPE_NONE};
	const bool is_address = shape == TRACE_SHAPE_ADDRESS || shape == TRACE_SHAPE_SEND_TO ||
				shape == TRACE_SHAPE_MESSAGE;
	if (is_address)
		decode_address(event, seen);
	else if (shape != TRACE_SHAPE_NONE && (event.path[0] || event.flags & TRACE_HAS_BASE))
		seen.path = path_of_event(event, seen.path_is_sure);
	if (seen.call == "socket" || seen.call == "socketpair")
		seen.family = static_cast<int>(event.args[0]);
	seen.access = access_of(event, seen.call);
	if (seen.arch == 0)
		seen.arguments = is_address ? address_text(seen, event)
					    : arguments_text(event, seen.call, seen.path);
	return seen;
}

} // namespace hardenctl
