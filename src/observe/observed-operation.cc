// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/observed-operation.hh"

#include "base/path.hh"
#include "denial/operation-words.hh"
#include "knowledge/names.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fmt/format.h>
#include <initializer_list>
#include <linux/capability.h>
#include <sys/socket.h>
#include <sys/wait.h>

namespace hardenctl {

namespace {

bool is_any_of(std::string_view call, std::initializer_list<std::string_view> calls)
{
	return std::ranges::find(calls, call) != calls.end();
}

bool is_file_override(unsigned capability) noexcept
{
	return capability == CAP_DAC_OVERRIDE || capability == CAP_DAC_READ_SEARCH;
}

/**
 * The capability whose lack the answer is about: one that a setting took, else the last that was
 * asked. Access to files asks for two more, which the model of paths knows.
 */
std::optional<unsigned> lacking_capability(const ObservedEvent &seen, const Sandbox &sandbox)
{
	std::optional<unsigned> lacking;
	for (const unsigned capability : seen.capabilities) {
		if (is_file_override(capability))
			continue;
		if (sandbox.capabilities().dropped_by(capability))
			return capability;
		lacking = capability;
	}
	return lacking;
}

bool is_of_lack(const ObservedEvent &seen) noexcept
{
	return seen.error == EPERM || seen.error == EACCES;
}

/** "RLIMIT_NOFILE" among the arguments: "NOFILE". */
std::string resource_in(std::string_view arguments)
{
	constexpr std::string_view prefix = "RLIMIT_";
	const auto at = arguments.find(prefix);
	if (at == arguments.npos)
		return {};
	const std::string_view rest = arguments.substr(at + prefix.size());
	return std::string{rest.substr(0, rest.find(','))};
}

bool asks_for_namespace(const ObservedEvent &seen)
{
	return seen.arguments.find("CLONE_NEW") != std::string::npos;
}

bool maps_executable(const ObservedEvent &seen)
{
	return is_any_of(seen.call, {"mmap", "mmap2", "mprotect", "pkey_mprotect"}) &&
	       seen.arguments.find("PROT_EXEC") != std::string::npos;
}

/** By the kind of call alone. */
OperationKind kind_of_call(const ObservedEvent &seen)
{
	const std::string_view call = seen.call;
	const bool maps = is_any_of(call, {"mmap", "mmap2", "mprotect", "mremap"});
	if (maps_executable(seen) || (maps && (seen.error == ENOMEM || call != "mprotect")))
		return OperationKind::Memory;
	if (is_any_of(call, {"clone", "clone3", "fork", "vfork"}))
		return asks_for_namespace(seen) ? OperationKind::SystemCall : OperationKind::Fork;
	if (is_any_of(call, {"execve", "execveat"}))
		return OperationKind::Execute;
	if (is_any_of(call, {"socket", "socketpair"}))
		return OperationKind::Socket;
	if (call == "bind")
		return OperationKind::Bind;
	if (is_any_of(call, {"connect", "sendto", "sendmsg", "sendmmsg"}))
		return OperationKind::Connect;
	return seen.path.empty() ? OperationKind::SystemCall : OperationKind::Path;
}

Operation resource(std::string name)
{
	return {.kind = OperationKind::Resource, .resource = std::move(name)};
}

/** Limits that an error alone tells. */
std::optional<Operation> limit_behind(const ObservedEvent &seen)
{
	if (is_any_of(seen.call, {"mlock", "mlock2", "mlockall"}))
		return resource("MEMLOCK");
	switch (seen.error) {
	case EMFILE:
		return resource(seen.call == "mq_open" ? "MSGQUEUE" : "NOFILE");
	case EFBIG:
		return resource("FSIZE");
	case EAGAIN:
		return seen.call == "timer_create" ? std::optional{resource("SIGPENDING")}
						   : std::nullopt;
	default:
		return std::nullopt;
	}
}

Operation operation_of_signal(const ObservedEvent &seen)
{
	switch (seen.signal) {
	case SIGSYS:
		return {.kind = OperationKind::SystemCall, .call = seen.call, .arch = seen.arch};
	case SIGKILL:
		return resource("MemoryMax");
	case SIGXFSZ:
		return resource("FSIZE");
	case SIGXCPU:
		return resource("CPU");
	default:
		return {.kind = OperationKind::Memory};
	}
}

Operation operation_of_call(const ObservedEvent &seen, const Sandbox &sandbox)
{
	if (seen.by_filter && seen.arch != 0)
		return {.kind = OperationKind::SystemCall, .call = seen.call, .arch = seen.arch};
	if (!seen.by_filter)
		if (auto limit = limit_behind(seen))
			return *limit;
	Operation operation{.kind = kind_of_call(seen),
		.call = seen.call,
		.path = seen.path,
		.access = seen.access,
		.family = seen.family,
		.port = seen.port,
		.address = seen.address};
	const bool is_address =
		operation.kind == OperationKind::Bind || operation.kind == OperationKind::Connect;
	if (is_any_of(seen.call, {"setrlimit", "prlimit64"}))
		operation.resource = resource_in(seen.arguments);
	const auto lacking = lacking_capability(seen, sandbox);
	if (lacking && is_of_lack(seen) && !seen.by_filter && !is_address &&
		operation.kind != OperationKind::Execute) {
		operation.kind = OperationKind::Capability;
		operation.capability = lacking;
	} else if (seen.by_filter && operation.kind == OperationKind::Path)
		operation.kind = OperationKind::SystemCall;
	return operation;
}

} // namespace

Operation operation_of(const ObservedEvent &seen, const Sandbox &sandbox)
{
	Operation operation = seen.what == Observed::Signal ? operation_of_signal(seen)
							    : operation_of_call(seen, sandbox);
	operation.call_is_exact = !operation.call.empty();
	operation.uid = seen.uid;
	return operation;
}

bool is_bad_end(const ObservedEvent &seen) noexcept
{
	if (seen.what != Observed::Exited)
		return false;
	/* how the manager and people end a service */
	constexpr std::array<int, 4> planned{SIGHUP, SIGINT, SIGPIPE, SIGTERM};
	if (WIFSIGNALED(seen.status))
		return std::ranges::find(planned, WTERMSIG(seen.status)) == planned.end();
	return WIFEXITED(seen.status) && WEXITSTATUS(seen.status) != 0;
}

static std::string answer_in_words(const ObservedEvent &seen)
{
	if (seen.signal != 0)
		return signal_name(seen.signal);
	return seen.error == 0 ? "0" : errno_name(seen.error);
}

std::string observation_in_words(const ObservedEvent &seen)
{
	std::string words;
	if (seen.what == Observed::Exited)
		words = fmt::format("exit status {}", WEXITSTATUS(seen.status));
	else if (seen.call.empty())
		words = answer_in_words(seen);
	else
		words = fmt::format("{}({}) = {}", seen.call,
			seen.what == Observed::Signal ? "…" : seen.arguments,
			answer_in_words(seen));
	if (seen.by_filter)
		words += " by a system call filter";
	if (seen.is_inaccessible)
		words += " (an inaccessible file, which root reads as empty)";
	if (!seen.path_is_sure && !seen.path.empty())
		words += " (not the whole path)";
	for (const unsigned capability : seen.capabilities)
		if (is_of_lack(seen))
			words += fmt::format(", without {}", capability_name(capability));
	words += fmt::format(", {} {}[{}]",
		seen.is_setup ? "before it became the program, by" : "by", seen.comm, seen.pid);
	if (seen.count > 1)
		words += fmt::format(", {} times", seen.count);
	return words;
}

} // namespace hardenctl
