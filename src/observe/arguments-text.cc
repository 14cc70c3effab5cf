// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/arguments-text.hh"

#include "base/escape.hh"
#include "knowledge/names.hh"
#include "observe/call-shapes.hh"

#include <algorithm>
#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <span>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>

namespace hardenctl {

namespace {

using Number = unsigned long long;

struct FlagName {
	Number flag;
	std::string_view name;
};

constexpr FlagName open_flags[]{{O_CREAT, "O_CREAT"}, {O_EXCL, "O_EXCL"}, {O_TRUNC, "O_TRUNC"},
	{O_APPEND, "O_APPEND"}, {O_DIRECTORY, "O_DIRECTORY"}, {O_PATH, "O_PATH"}};

constexpr FlagName protections[]{
	{PROT_READ, "PROT_READ"}, {PROT_WRITE, "PROT_WRITE"}, {PROT_EXEC, "PROT_EXEC"}};

constexpr FlagName namespaces[]{{CLONE_NEWNS, "CLONE_NEWNS"}, {CLONE_NEWCGROUP, "CLONE_NEWCGROUP"},
	{CLONE_NEWUTS, "CLONE_NEWUTS"}, {CLONE_NEWIPC, "CLONE_NEWIPC"},
	{CLONE_NEWUSER, "CLONE_NEWUSER"}, {CLONE_NEWPID, "CLONE_NEWPID"},
	{CLONE_NEWNET, "CLONE_NEWNET"}};

constexpr FlagName socket_types[]{{SOCK_STREAM, "SOCK_STREAM"}, {SOCK_DGRAM, "SOCK_DGRAM"},
	{SOCK_RAW, "SOCK_RAW"}, {SOCK_SEQPACKET, "SOCK_SEQPACKET"}};

constexpr FlagName policies[]{{SCHED_OTHER, "SCHED_OTHER"}, {SCHED_FIFO, "SCHED_FIFO"},
	{SCHED_RR, "SCHED_RR"}, {SCHED_BATCH, "SCHED_BATCH"}, {SCHED_IDLE, "SCHED_IDLE"}};

constexpr FlagName limits[]{{RLIMIT_AS, "RLIMIT_AS"}, {RLIMIT_CORE, "RLIMIT_CORE"},
	{RLIMIT_CPU, "RLIMIT_CPU"}, {RLIMIT_DATA, "RLIMIT_DATA"}, {RLIMIT_FSIZE, "RLIMIT_FSIZE"},
	{RLIMIT_MEMLOCK, "RLIMIT_MEMLOCK"}, {RLIMIT_NICE, "RLIMIT_NICE"},
	{RLIMIT_NOFILE, "RLIMIT_NOFILE"}, {RLIMIT_NPROC, "RLIMIT_NPROC"},
	{RLIMIT_RTPRIO, "RLIMIT_RTPRIO"}, {RLIMIT_STACK, "RLIMIT_STACK"}};

/** Names of the bits, "|" between them; what has no name is left out. */
std::string bits_text(std::span<const FlagName> names, Number value)
{
	std::string text;
	for (const auto &[flag, name] : names)
		if ((value & flag) == flag)
			text += (text.empty() ? "" : "|") + std::string{name};
	return text.empty() ? "0" : text;
}

std::string one_of(std::span<const FlagName> names, Number value)
{
	for (const auto &[flag, name] : names)
		if (flag == value)
			return std::string{name};
	return std::to_string(value);
}

std::string family_text(Number family)
{
	const std::string_view name = family_name(static_cast<int>(family));
	return name.empty() ? std::to_string(family) : std::string{name};
}

std::string number_text(Number value)
{
	constexpr Number small = 1 << 20;
	const auto negative = static_cast<int>(value);
	if (value < small)
		return std::to_string(value);
	if (negative < 0 && negative > -4096)
		return std::to_string(negative);
	return fmt::format("{:#x}", value);
}

constexpr Number socket_type_mask = 0xf;

bool has_one_argument(std::string_view call)
{
	static constexpr std::string_view calls[]{"mlockall", "personality", "setfsgid", "setfsuid",
		"setgid", "setgroups", "setuid", "sigaltstack", "swapoff", "umask"};
	static_assert(std::ranges::is_sorted(calls));
	return std::ranges::binary_search(calls, call);
}

/** Of calls without a path; empty if nothing of them is worth showing. */
std::string plain_arguments(const trace_event &event, std::string_view call)
{
	const auto &args = event.args;
	if (call == "socket" || call == "socketpair")
		return fmt::format("{}, {}, {}", family_text(args[0]),
			one_of(socket_types, args[1] & socket_type_mask), args[2]);
	if (call == "mprotect" || call == "pkey_mprotect")
		return fmt::format("…, {}", bits_text(protections, args[2]));
	if (call == "clone" || call == "unshare")
		return bits_text(namespaces, args[0]);
	if (call == "setns")
		return fmt::format("{}, {}", args[0], bits_text(namespaces, args[1]));
	if (call == "sched_setscheduler")
		return fmt::format("{}, {}", number_text(args[0]), one_of(policies, args[1] & 7));
	if (call == "prlimit64")
		return fmt::format("{}, {}", number_text(args[0]), one_of(limits, args[1]));
	if (call == "setrlimit")
		return one_of(limits, args[0]);
	if (has_one_argument(call))
		return number_text(args[0]);
	if (call == "clone3" || call == "sched_setattr" || call == "capset" || call == "bpf")
		return "…";
	return fmt::format(
		"{}, {}, {}", number_text(args[0]), number_text(args[1]), number_text(args[2]));
}

} // namespace

std::string quoted_path(std::string_view path)
{
	std::string text;
	for (const char letter : escape_for_terminal(path)) {
		if (letter == '"')
			text += '\\';
		text += letter;
	}
	return '"' + text + '"';
}

std::string open_flags_text(Number flags)
{
	static constexpr std::string_view modes[]{"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
	std::string text{modes[flags & O_ACCMODE]};
	if (const std::string rest = bits_text(open_flags, flags); rest != "0")
		text += '|' + rest;
	return text;
}

std::string arguments_text(const trace_event &event, std::string_view call, const std::string &path)
{
	const std::string quoted = quoted_path(path);
	const bool opens = call.starts_with("open");
	switch (call_shape(call) & TRACE_SHAPE_MASK) {
	case TRACE_SHAPE_PATH:
		return opens ? fmt::format("{}, {}", quoted, open_flags_text(event.args[1]))
			     : quoted;
	case TRACE_SHAPE_AT:
		return opens ? fmt::format("{}, {}", quoted, open_flags_text(event.args[2]))
			     : quoted;
	case TRACE_SHAPE_TWO_PATHS:
	case TRACE_SHAPE_TWO_AT:
		return fmt::format("{}, {}", quoted_path(event.second_path), quoted);
	case TRACE_SHAPE_SYMLINK_AT:
		return fmt::format("…, {}", quoted);
	case TRACE_SHAPE_FD:
		return path.empty() ? number_text(event.args[0])
				    : fmt::format("{}<{}>", number_text(event.args[0]),
					      escape_for_terminal(path));
	case TRACE_SHAPE_MAP: {
		const std::string protection = bits_text(protections, event.args[2]);
		return path.empty() ? fmt::format("…, {}", protection)
				    : fmt::format("…, {}, {}", protection, quoted);
	}
	default:
		return plain_arguments(event, call);
	}
}

} // namespace hardenctl
