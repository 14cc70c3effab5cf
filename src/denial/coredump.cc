// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/coredump.hh"

#include "base/signal-name.hh"
#include "base/text.hh"
#include "denial/evidence.hh"
#include "journal/coredump-text.hh"

#include <csignal>
#include <cstring>
#include <re2/re2.h>
#include <seccomp.h>

namespace hardenctl {

namespace {

/** Beyond these the stack is the program's own. */
constexpr unsigned max_frames = 8;

/** C library functions whose system call has another name. */
struct Wrapper {
	std::string_view function;
	std::string_view call;
};

constexpr Wrapper wrappers[] = {
	{"fork", "clone"},
	{"getaddrinfo", "socket"},
	{"getrlimit", "prlimit64"},
	{"popen", "clone"},
	{"posix_spawn", "clone"},
	{"pthread_create", "clone3"},
	{"sched_setaffinity_new", "sched_setaffinity"},
	{"seteuid", "setresuid"},
	{"setegid", "setresgid"},
	{"setrlimit", "prlimit64"},
	{"system", "clone"},
	{"vfork", "vfork"},
};

/** "__GI___socket", "__socket", "socket@plt", "socket64" all are socket. */
std::string_view bare_function(std::string_view name) noexcept
{
	if (name.starts_with("__GI_"))
		name.remove_prefix(5);
	if (name.starts_with("__libc_"))
		name.remove_prefix(7);
	name = name.substr(
		name.find_first_not_of('_') == name.npos ? 0 : name.find_first_not_of('_'));
	name = name.substr(0, name.find('@'));
	if (name.size() > 2 && name.ends_with("64") && name != "prlimit64" && name != "preadv64")
		name.remove_suffix(2);
	return name;
}

/** Go: its raw system call helpers are the innermost frames and name nothing. */
bool is_go_runtime(std::string_view name) noexcept
{
	for (const std::string_view prefix : {"runtime.", "runtime/", "internal/runtime/",
		     "syscall.Syscall", "syscall.RawSyscall", "syscall.rawSyscall",
		     "syscall.rawVfork", "syscall.syscall"})
		if (name.starts_with(prefix))
			return true;
	return false;
}

bool is_syscall(std::string_view name)
{
	const std::string text{name};
	const int number = seccomp_syscall_resolve_name(text.c_str());
	return number != __NR_SCMP_ERROR;
}

std::string call_of_frame(std::string_view name)
{
	const auto dot = name.rfind('.');
	if (dot != name.npos && dot + 1 < name.size())
		name = name.substr(dot + 1);
	const std::string function = to_lower(bare_function(name));
	for (const Wrapper &wrapper : wrappers)
		if (wrapper.function == function)
			return std::string{wrapper.call};
	return is_syscall(function) ? function : std::string{};
}

/** "#0  0x00007f1511c33b40 __getrlimit (libc.so.6)", of the C library only. */
std::string call_of_innermost_frame(std::string_view message)
{
	static const RE2 frame{R"(#0 +0x[0-9a-f]+ (?:in )?(\S+) \(libc(?:\.so\.6|-2\.[0-9]+\.so))"};
	re2::StringPiece name;
	if (!RE2::PartialMatch(re2::StringPiece{message.data(), message.size()}, frame, &name))
		return {};
	const std::string call = call_of_frame({name.data(), name.size()});
	// an abort(3) ends in these
	return call == "kill" || call == "tgkill" || call == "raise" ? std::string{} : call;
}

/** "#0  0x000000000040432e runtime/internal/syscall.Syscall6 (x + 0x432e)": in the instruction. */
bool ends_in_go_syscall(std::string_view message)
{
	static const RE2 frame{
		R"(#0 +0x[0-9a-f]+ (?:in )?\S*\bsyscall\.(?:Raw)?Syscall[0-9a-zA-Z]* )"};
	return RE2::PartialMatch(re2::StringPiece{message.data(), message.size()}, frame);
}

bool is_weak(int signal) noexcept
{
	return signal == SIGTRAP || signal == SIGILL || signal == SIGSEGV || signal == SIGABRT;
}

} // namespace

std::string call_of_stack(std::string_view message)
{
	static const RE2 frame{R"(#([0-9]+) +0x[0-9a-f]+ (?:in )?(\S+) ?\()"};
	re2::StringPiece rest{message.data(), message.size()};
	unsigned number = 0;
	re2::StringPiece name;
	for (unsigned seen = 0;
		seen < max_frames && RE2::FindAndConsume(&rest, frame, &number, &name);) {
		// a second "#0" begins the stack of another thread
		if (number == 0 && seen > 0)
			break;
		const std::string_view function{name.data(), name.size()};
		if (is_go_runtime(function))
			continue;
		++seen;
		if (std::string call = call_of_frame(function); !call.empty())
			return call;
	}
	return {};
}

Operation operation_of_signal(int signal)
{
	switch (signal) {
	case SIGSYS:
		return {.kind = OperationKind::SystemCall};
	case SIGXFSZ:
		return {.kind = OperationKind::Resource, .resource = "FSIZE"};
	case SIGXCPU:
		return {.kind = OperationKind::Resource, .resource = "CPU"};
	case SIGTRAP:
	case SIGILL:
	case SIGSEGV:
	case SIGABRT:
		return {.kind = OperationKind::Memory};
	default:
		return {};
	}
}

std::optional<Denial> detect_coredump(const Entry &entry)
{
	Denial denial = denial_of(entry, Source::Coredump);
	if (!entry.coredump_pid && !is_stack_line(line_at(line_of(entry), 0)))
		return std::nullopt;
	denial.pid = entry.coredump_pid;
	denial.comm = entry.coredump_comm;
	denial.exe = entry.coredump_exe;
	int signal = entry.coredump_signal.value_or(0);
	// only a filter ends a process in the very instruction that makes the call
	const std::string_view message = line_of(entry);
	const bool is_in_call =
		!call_of_innermost_frame(message).empty() || ends_in_go_syscall(message);
	if (signal == 0 && is_in_call) {
		signal = SIGSYS;
		denial.strength = 0.7;
	}
	denial.operation = operation_of_signal(signal);
	denial.operation.uid = entry.coredump_uid;
	if (denial.operation.kind == OperationKind::Unknown)
		return std::nullopt;
	if (signal == SIGSYS)
		denial.operation.call = call_of_stack(line_of(entry));
	denial.answer.signal = signal;
	if (is_weak(signal))
		denial.strength = 0.3;
	return denial;
}

} // namespace hardenctl
