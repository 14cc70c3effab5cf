// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/program-error.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "denial/address-words.hh"
#include "denial/evidence.hh"
#include "denial/failure-without-errno.hh"
#include "denial/limit-words.hh"
#include "denial/line-filters.hh"
#include "denial/missing-module.hh"
#include "denial/operation-words.hh"
#include "denial/path-words.hh"
#include "denial/phrase-matcher.hh"
#include "denial/privilege-words.hh"
#include "denial/record-words.hh"
#include "denial/unrelated-errors.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <re2/re2.h>
#include <sys/socket.h>

namespace hardenctl {

namespace {

/** Of one entry with line breaks in it. */
constexpr std::size_t max_entry_lines = 64;
/** Details of an error object stand within so many lines of it. */
constexpr unsigned max_detail_distance = 16;

Answer answer_of(const ErrnoWords &words)
{
	return {.error_number = words.error_number, .signal = words.signal};
}

/** "/PostgreSQL.123" is a name that shm_open(3) puts below /dev/shm. */
void take_path(Operation &operation, std::string_view line, const ErrnoWords &words)
{
	if (!may_have_path(operation.kind))
		return;
	operation.path = find_victim_path(line, words.begin, words.end);
	const bool is_shared_memory = line.find("shared memory segment \"/") != line.npos &&
				      operation.path.rfind('/') == 0;
	if (is_shared_memory && !operation.path.empty())
		operation.path.insert(0, "/dev/shm");
}

/** "sh: line 1: /usr/bin/ping: Operation not permitted": open(2) of a file does not fail so. */
void refine_shell_command(Operation &operation, std::string_view line, int error_number)
{
	static const RE2 shell{R"(^[^\s:]+: (?:line )?[0-9]+: (?:exec: )?/[^:]+: )"};
	const bool is_special = std::ranges::any_of(
		std::initializer_list<std::string_view>{"/dev", "/proc", "/sys"},
		[&](std::string_view place) { return path_is_below(operation.path, place); });
	if (error_number != EPERM || operation.path.empty() || is_special ||
		!RE2::PartialMatch(re2::StringPiece{line.data(), line.size()}, shell))
		return;
	operation.kind = OperationKind::Execute;
	operation.call = "execve";
	operation.access = Access::Execute;
}

/** If the line names neither path nor call, derive the capability from its subject. */
void refine_by_subject(Operation &operation, std::string_view line, int error_number)
{
	const bool is_open = operation.kind == OperationKind::Unknown && operation.path.empty() &&
			     operation.call.empty();
	if (!is_open || (error_number != EPERM && error_number != EACCES))
		return;
	operation.capability = capability_of_subject(line);
	if (operation.capability)
		operation.kind = OperationKind::Capability;
}

/** strace(1): "--- SIGSYS {si_signo=SIGSYS, …, si_syscall=__NR_setpriority, …} ---" */
std::string call_of_siginfo(std::string_view line)
{
	static const RE2 pattern{R"(\bsi_syscall=__NR_([a-z0-9_]+))"};
	std::string call;
	RE2::PartialMatch(re2::StringPiece{line.data(), line.size()}, pattern, &call);
	return call;
}

/** "command channel 127.0.0.1#953: permission denied": what an own address is for. */
void refine_by_address(Operation &operation, std::string_view line, int error_number)
{
	const bool is_open = operation.kind == OperationKind::Unknown && operation.path.empty() &&
			     operation.call.empty();
	if (is_open && (error_number == EACCES || error_number == EPERM) && find_port(line)) {
		operation.kind = OperationKind::Bind;
		operation.call = "bind";
	}
}

Operation read_operation(std::string_view line, const ErrnoWords &words)
{
	const CallWords call = find_call(line, words.begin, words.end);
	Operation operation{
		.kind = call.kind, .call = std::string{call.call}, .access = call.access};
	if (words.signal != 0) /* a shell reports a kill: which call it was, it does not know */
		return {.kind = OperationKind::SystemCall, .call = call_of_siginfo(line)};
	const Phrase *object = find_phrase(objects_phrases, line);
	if (object && is_connection(*object, call))
		operation.path = object->path;
	else if (object)
		operation = {.kind = OperationKind::Path, .path = std::string{object->path}};
	else
		take_path(operation, line, words);
	operation.is_library = line.find("cannot open shared object file") != line.npos;
	reclassify_by_errno(operation, words.error_number);
	refine_shell_command(operation, line, words.error_number);
	refine_by_subject(operation, line, words.error_number);
	refine_by_address(operation, line, words.error_number);
	take_addresses(operation, line);
	// a bind(2) that needs a file is one to a Unix socket
	if (operation.kind == OperationKind::Bind && words.error_number == EROFS)
		operation.family = AF_UNIX;
	return operation;
}

/** The bare "errno = 1" under "setgroups(0, NULL) == 0 not true". */
void take_call(Operation &operation, const CallWords &call)
{
	if (operation.kind != OperationKind::Unknown || !operation.call.empty() ||
		call.kind != OperationKind::SystemCall)
		return;
	operation.kind = call.kind;
	operation.call = call.call;
}

/** The bare "Permission denied" under "Reading the configuration file". */
void take_context(Operation &operation, std::string_view line, const ErrnoWords &words,
	const ProgramContext::Process &process, std::uint64_t time)
{
	// strace(1): "<... openat resumed>) = -1 EPERM" under "openat(… <unfinished ...>"
	const bool is_resumed = line.find(" resumed>") != line.npos;
	if (!operation.path.empty() || (!is_resumed && !is_bare_error(line, words)))
		return;
	const std::string before = process.recent.words_before(time);
	const CallWords call = find_call(before, before.size(), before.size());
	operation.path = process.recent.path_before(time);
	if (operation.path.empty())
		return take_call(operation, call);
	if (operation.kind == OperationKind::Unknown)
		operation.kind = OperationKind::Path;
	if (call.kind == OperationKind::Path && operation.call.empty()) {
		operation.call = call.call;
		operation.access = call.access;
	}
}

void set_other_cause(Denial &denial, std::string_view reason)
{
	denial.other_cause = !reason.empty();
	denial.other_cause_reason = reason;
}

/** ".pid", ".lock", ".sock": what a service removes before it makes it anew. */
bool is_leftover(std::string_view path)
{
	const std::string_view name = path.substr(path.rfind('/') + 1);
	return std::ranges::any_of(
		std::initializer_list<std::string_view>{"pid", "lock", "lck", "sock", "socket"},
		[&](std::string_view end) { return name.ends_with(end); });
}

/** A file of an earlier run that the sandbox keeps from being removed is in its service's own way.
 */
void judge_other_cause(Denial &denial, std::string_view line)
{
	const int error_number = denial.answer.error_number;
	if ((error_number == EADDRINUSE && !denial.operation.path.empty()) ||
		(error_number == EEXIST && is_leftover(denial.operation.path))) {
		denial.alternative_errors = {EROFS, EACCES};
		denial.strength = std::min(denial.strength, 0.6);
		return;
	}
	/* who looks for an earlier run goes on where there was none */
	if (error_number == ENOENT && is_leftover(denial.operation.path))
		denial.strength = std::min(denial.strength, 0.3);
	if (const auto reason = other_cause_over_errno(line); !reason.empty())
		return set_other_cause(denial, reason);
	if (is_finding_of_path(line))
		return;
	if (denial.answer.error_number != 0)
		set_other_cause(denial, other_cause_of_errno(denial.answer.error_number));
}

/** Errors that have nothing to do with any restriction unless the words name the operation. */
bool says_nothing(const Denial &denial)
{
	if (denial.other_cause || !denial.alternative_errors.empty() || denial.answer.signal != 0)
		return false;
	const int number = denial.answer.error_number;
	if (!may_be_denial(number))
		return true;
	const bool needs_operation = number == EINVAL || number == ESRCH || number == EAGAIN ||
				     number == EIO || number == ENOTDIR || number == ETIMEDOUT ||
				     number == ELOOP || number == ENOEXEC;
	return needs_operation && denial.operation.kind == OperationKind::Unknown;
}

/** lib/isc/errno2result.c: BIND's programs say "permission denied" for both. */
bool tells_eperm_as_eacces(const Entry &entry) noexcept
{
	return entry.identifier == "named" || entry.comm == "named" ||
	       entry.comm.starts_with("isc-") || entry.identifier == "rndc";
}

std::optional<Denial> from_errno(const Entry &entry, std::string_view line, const ErrnoWords &words,
	const ProgramContext::Process &process)
{
	Denial denial = denial_of(entry, Source::Program);
	const auto uid = denial.operation.uid;
	denial.operation = read_operation(line, words);
	denial.operation.uid = uid;
	denial.answer = answer_of(words);
	denial.alternative_errors = words.alternatives;
	if (words.error_number == EACCES && tells_eperm_as_eacces(entry))
		denial.alternative_errors.push_back(EPERM);
	denial.strength = strength_of(entry, line);
	denial.operation.by_setuid_helper = is_setuid_helper(entry, line);
	if (process.traceback.active())
		process.traceback.complete(denial.operation);
	else
		take_context(denial.operation, line, words, process, entry.realtime);
	// a traceback may have named a call that gives the error another meaning
	reclassify_by_errno(denial.operation, words.error_number);
	judge_other_cause(denial, line);
	if (says_nothing(denial))
		return std::nullopt;
	return denial;
}

std::optional<Denial> from_memory(const Entry &entry, std::string_view line, const Phrase &memory,
	const std::optional<ErrnoWords> &words)
{
	if (is_harmless_memory_line(line, words.has_value()))
		return std::nullopt;
	Denial denial = denial_of(entry, Source::Program);
	denial.operation.kind = OperationKind::Memory;
	denial.operation.call = memory.call;
	denial.operation.path = find_victim_path(line, line.size(), line.size());
	// V8 calls any mapping that it does not get "out of memory"
	const bool is_general =
		words && words->error_number == ENOMEM &&
		(line.find("ut of memory") != line.npos || line.find("MemoryError") != line.npos);
	denial.answer.error_number = words && !is_general ? words->error_number : 0;
	if (denial.answer.error_number == 0)
		denial.alternative_errors = {EPERM, EACCES, ENOMEM};
	denial.strength = std::min(memory.strength, strength_of(entry, line));
	return denial;
}

/** "process is missing required capability NET_ADMIN" */
std::optional<Denial> from_capability(const Entry &entry, std::string_view line)
{
	const auto capability = missing_capability(line);
	if (!capability)
		return std::nullopt;
	Denial denial = denial_of(entry, Source::Program);
	denial.operation.kind = OperationKind::Capability;
	denial.operation.capability = capability;
	denial.answer.error_number = EPERM;
	denial.strength = strength_of(entry, line);
	return denial;
}

/** The words say what the program lacks, not at which call: only such a setting takes it. */
Denial denial_by_setting(const Entry &entry, std::string_view line, std::string_view setting)
{
	Denial denial = denial_of(entry, Source::Program);
	denial.operation.kind = OperationKind::Execute;
	denial.operation.setting = setting;
	denial.strength = strength_of(entry, line);
	return denial;
}

/** The errno that such a helper prints, if any, is of what it tried without its power. */
std::optional<Denial> from_powerless(const Entry &entry, std::string_view line)
{
	if (!reports_missing_setuid(line))
		return std::nullopt;
	return denial_by_setting(entry, line, "NoNewPrivileges");
}

/** Nothing was refused yet: the program looked who it is, and does not tell for what. */
std::optional<Denial> from_identity(
	const Entry &entry, std::string_view line, const std::optional<ErrnoWords> &words)
{
	if (!demands_identity(line) ||
		(words && find_call(line, words->begin, words->end).kind != OperationKind::Unknown))
		return std::nullopt;
	// "no acceptor (port is in use or requires root privileges)" is but a guess
	if (find_call(line, line.size(), line.size()).kind == OperationKind::Bind)
		return std::nullopt;
	return denial_by_setting(entry, line, "User");
}

std::optional<Denial> from_unrelated_error(const Entry &entry, std::string_view line)
{
	const std::string_view reason = other_cause_of_words(line);
	if (reason.empty())
		return std::nullopt;
	Denial denial = denial_of(entry, Source::Program);
	set_other_cause(denial, reason);
	denial.strength = strength_of(entry, line) * 0.8;
	return denial;
}

/** The limit is what it says; an errno beside it, if any, is that of setrlimit(2). */
std::optional<Denial> from_limit(
	const Entry &entry, std::string_view line, const std::optional<ErrnoWords> &words)
{
	const Phrase *limit = find_limit_words(line);
	const int error_number = words ? words->error_number : 0;
	if (!limit ||
		(words && error_number != EPERM && error_number != limit->answer.error_number))
		return std::nullopt;
	Denial denial = denial_of(entry, Source::Program);
	denial.operation.kind = OperationKind::Resource;
	denial.operation.resource = limit->resource;
	denial.operation.limit = find_limit_met(line);
	if (error_number == EPERM) {
		denial.operation.kind = OperationKind::SystemCall;
		denial.operation.call = "setrlimit";
	}
	denial.answer.error_number = error_number;
	if (error_number == 0)
		denial.alternative_errors = {limit->answer.error_number};
	denial.strength = strength_of(entry, line);
	return denial;
}

std::optional<Denial> read_error(const Entry &entry, std::string_view line,
	const ProgramContext &context, const ProgramContext::Process &process)
{
	if (auto powerless = from_powerless(entry, line))
		return powerless;
	if (auto capability = from_capability(entry, line))
		return capability;
	const auto words = find_errno_words(line, context.locale());
	if (auto identity = from_identity(entry, line, words))
		return identity;
	if (const Phrase *memory = find_phrase(memory_phrases, line))
		if (auto denial = from_memory(entry, line, *memory, words))
			return denial;
	if (auto limit = from_limit(entry, line, words))
		return limit;
	if (words)
		return from_errno(entry, line, *words, process);
	if (auto module = from_missing_module(entry, line))
		return module;
	if (auto other_cause = from_unrelated_error(entry, line))
		return other_cause;
	return from_bare_failure(entry, line);
}

std::optional<Denial> read_line(const Entry &entry, std::string_view line, ProgramContext &context)
{
	auto &process = context.process(entry.pid.value_or(0));
	if (process.lines_since_error < max_detail_distance)
		++process.lines_since_error;
	if (process.traceback.feed(line) || is_stack_frame(line))
		return std::nullopt;
	if (is_error_detail(line) && process.lines_since_error < max_detail_distance)
		return std::nullopt;
	auto denial = read_error(entry, line, context, process);
	process.traceback.clear();
	if (denial)
		process.lines_since_error = 0;
	else
		process.recent.add(entry.realtime, line);
	return denial;
}

} // namespace

std::vector<Denial> detect_program_error(const Entry &entry, ProgramContext &context)
{
	std::vector<Denial> denials;
	std::string_view rest = line_of(entry);
	for (std::size_t i = 0; i < max_entry_lines && !rest.empty(); ++i) {
		const auto end = std::min(rest.find('\n'), rest.size());
		const std::string_view line = rest.substr(0, end);
		const auto words = words_of_record(line);
		if (auto denial = read_line(entry, words ? *words : line, context))
			denials.push_back(std::move(*denial));
		rest.remove_prefix(std::min(end + 1, rest.size()));
	}
	return denials;
}

} // namespace hardenctl
