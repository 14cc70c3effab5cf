// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/kernel-limits.hh"

#include "denial/evidence.hh"
#include "denial/string-piece.hh"

#include <cerrno>
#include <csignal>
#include <re2/re2.h>

namespace hardenctl {

namespace {

/** kernel/cgroup/pids.c; printed once per cgroup */
std::optional<KernelLimit> pids_rejection(const Entry &entry, std::string_view line)
{
	if (!line.starts_with("cgroup: "))
		return std::nullopt;
	static const RE2 pattern{R"(^cgroup: fork rejected by pids controller in (/\S+))"};
	std::string cgroup;
	if (!RE2::PartialMatch(piece(line), pattern, &cgroup))
		return std::nullopt;
	KernelLimit limit{denial_of(entry, Source::Kernel), std::move(cgroup)};
	limit.denial.operation.kind = OperationKind::Fork;
	limit.denial.operation.resource = "TasksMax";
	limit.denial.answer.error_number = EAGAIN;
	return limit;
}

/** mm/oom_kill.c, dump_oom_victim() */
std::optional<KernelLimit> oom_kill(const Entry &entry, std::string_view line)
{
	if (!line.starts_with("oom-kill:"))
		return std::nullopt;
	static const RE2 pattern{
		R"(^oom-kill:constraint=([A-Z_]+),.*?(?:oom_memcg=(/[^,]*)|global_oom),task_memcg=(/[^,]*),task=(.*),pid=([0-9]+),uid=([0-9]+)$)"};
	std::string constraint;
	std::string limited;
	std::string victim;
	std::string comm;
	pid_t pid = 0;
	uid_t uid = 0;
	if (!RE2::PartialMatch(
		    piece(line), pattern, &constraint, &limited, &victim, &comm, &pid, &uid))
		return std::nullopt;
	KernelLimit limit{denial_of(entry, Source::Kernel), std::move(victim)};
	Denial &denial = limit.denial;
	denial.operation.kind = OperationKind::Resource;
	denial.operation.resource = "MemoryMax";
	denial.operation.uid = uid;
	denial.answer.signal = SIGKILL;
	denial.pid = pid;
	denial.comm = std::move(comm);
	denial.other_cause = constraint != "CONSTRAINT_MEMCG";
	denial.other_cause_reason = denial.other_cause ? "machine out of memory" : "";
	return limit;
}

/**
 * Of a memory limit's kill, what names the control group and no process: mm/oom_kill.c,
 * oom_kill_memcg_member(), and mm/memcontrol.c before Linux 5.0, mem_cgroup_print_oom_info().
 */
std::optional<KernelLimit> oom_group(const Entry &entry, std::string_view line)
{
	if (!line.starts_with("Task"))
		return std::nullopt;
	static const RE2 pattern{
		R"(^Tasks? in (/\S+) (?:are going to be killed due to memory\.oom\.group set|killed as a result of limit of /\S+)$)"};
	std::string cgroup;
	if (!RE2::PartialMatch(piece(line), pattern, &cgroup))
		return std::nullopt;
	KernelLimit limit{denial_of(entry, Source::Kernel), std::move(cgroup)};
	limit.denial.operation = {.kind = OperationKind::Resource, .resource = "MemoryMax"};
	limit.denial.answer.signal = SIGKILL;
	return limit;
}

/** mm/mmap.c, may_expand_vm() */
std::optional<KernelLimit> data_limit(const Entry &entry, std::string_view line)
{
	if (!line.starts_with("mmap: "))
		return std::nullopt;
	static const RE2 pattern{R"(^mmap: (\S+) \(([0-9]+)\): VmData [0-9]+ exceed data ulimit)"};
	KernelLimit limit{denial_of(entry, Source::Kernel), {}};
	pid_t pid = 0;
	if (!RE2::PartialMatch(piece(line), pattern, &limit.denial.comm, &pid))
		return std::nullopt;
	limit.denial.pid = pid;
	limit.denial.operation.kind = OperationKind::Resource;
	limit.denial.operation.resource = "DATA";
	limit.denial.answer.error_number = ENOMEM;
	return limit;
}

/**
 * arch/x86/mm/fault.c: "error 15" has the bits present, user and instruction fetch: it jumped into
 * memory that it may not execute. A trap is the deliberate crash of a JIT that got no such memory.
 */
std::optional<KernelLimit> execute_fault(const Entry &entry, std::string_view line)
{
	const bool may_be_fault = line.find("]: segfault at ") != line.npos;
	if (!may_be_fault && !line.starts_with("traps: "))
		return std::nullopt;
	static const RE2 fault{
		R"(^(?:traps: )?(\S+)\[([0-9]+)\]: segfault at .* error 1[45](?: |$))"};
	static const RE2 trap{R"(^traps: (\S+)\[([0-9]+)\] trap (?:invalid opcode|int3) )"};
	KernelLimit limit{denial_of(entry, Source::Kernel), {}};
	pid_t pid = 0;
	const bool faulted = RE2::PartialMatch(piece(line), fault, &limit.denial.comm, &pid);
	if (!faulted && !RE2::PartialMatch(piece(line), trap, &limit.denial.comm, &pid))
		return std::nullopt;
	limit.denial.pid = pid;
	limit.denial.operation.kind = OperationKind::Memory;
	limit.denial.answer.signal = faulted ? SIGSEGV : SIGTRAP;
	limit.denial.strength = faulted ? 0.6 : 0.3;
	return limit;
}

} // namespace

std::optional<KernelLimit> detect_kernel_limit(const Entry &entry)
{
	if (entry.transport != Transport::Kernel && !is_bare_text(entry))
		return std::nullopt;
	const std::string_view line = line_of(entry);
	for (const auto detect : {pids_rejection, oom_kill, oom_group, data_limit, execute_fault})
		if (auto limit = detect(entry, line))
			return limit;
	return std::nullopt;
}

bool tells_lost_records(const Entry &entry)
{
	if (entry.transport != Transport::Kernel && !is_bare_text(entry))
		return false;
	const std::string_view line = line_of(entry);
	if (!line.starts_with("kauditd_printk_skb: ") && !line.starts_with("audit: audit_") &&
		line.find(" limit exceeded") == line.npos)
		return false;
	static const RE2 pattern{
		R"(^(?:kauditd_printk_skb: [0-9]+ callbacks suppressed|audit: (?:backlog|rate) limit exceeded|audit: audit_(?:lost|backlog)=[1-9]))"};
	return RE2::PartialMatch(piece(line), pattern);
}

} // namespace hardenctl
