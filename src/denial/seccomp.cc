// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/seccomp.hh"

#include "base/signal-name.hh"
#include "denial/audit-record.hh"
#include "denial/evidence.hh"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <linux/seccomp.h>
#include <memory>
#include <seccomp.h>
#include <utility>

namespace hardenctl {

namespace {

constexpr unsigned audit_seccomp = 1326;
/** __X32_SYSCALL_BIT in asm/unistd.h */
constexpr int x32_bit = 0x40000000;

struct FreeString {
	void operator()(char *text) const noexcept { std::free(text); }
};

struct Record {
	std::uint32_t arch;
	int syscall;
	int signal;
	std::uint32_t code;
	pid_t pid;
};

/** As ausearch --interpret prints it: "kill", "kill-process", "trap", "errno", "log". */
std::optional<std::uint32_t> action_by_name(std::string_view name) noexcept
{
	static constexpr std::pair<std::string_view, std::uint32_t> names[]{
		{"allow", SECCOMP_RET_ALLOW},
		{"errno", SECCOMP_RET_ERRNO},
		{"kill", SECCOMP_RET_KILL_PROCESS},
		{"kill-process", SECCOMP_RET_KILL_PROCESS},
		{"kill-thread", SECCOMP_RET_KILL_THREAD},
		{"log", SECCOMP_RET_LOG},
		{"trace", SECCOMP_RET_TRACE},
		{"trap", SECCOMP_RET_TRAP},
	};
	const auto found =
		std::ranges::find(names, name, &std::pair<std::string_view, std::uint32_t>::first);
	return found == std::end(names) ? std::nullopt : std::optional{found->second};
}

std::optional<std::uint32_t> find_code(std::string_view body)
{
	const auto number = audit_number<std::uint32_t>(body, "code", 16);
	return number ? number : action_by_name(audit_field(body, "code").value_or(""));
}

std::optional<std::uint32_t> find_arch(std::string_view body)
{
	if (const auto number = audit_number<std::uint32_t>(body, "arch", 16))
		return number;
	const std::string name{audit_field(body, "arch").value_or("")};
	const auto token = seccomp_arch_resolve_name(name.c_str());
	return token == 0 ? std::nullopt : std::optional{token};
}

std::optional<int> find_syscall(std::string_view body, std::uint32_t arch)
{
	if (const auto number = audit_number<int>(body, "syscall"))
		return number;
	const std::string name{audit_field(body, "syscall").value_or("")};
	const int number = seccomp_syscall_resolve_name_arch(arch, name.c_str());
	return number < 0 ? std::nullopt : std::optional{number};
}

std::optional<int> find_signal(std::string_view body)
{
	const auto number = audit_number<int>(body, "sig");
	return number ? number : parse_signal(audit_field(body, "sig").value_or(""));
}

std::optional<Record> parse(std::string_view body)
{
	const auto arch = find_arch(body);
	const auto syscall = arch ? find_syscall(body, *arch) : std::nullopt;
	const auto signal = find_signal(body);
	const auto code = find_code(body);
	const auto pid = audit_number<pid_t>(body, "pid");
	if (!arch || !syscall || !signal || !code || !pid)
		return std::nullopt;
	return Record{*arch, *syscall, *signal, *code, *pid};
}

/** The low 16 bits hold data such as the errno. */
bool is_denial(std::uint32_t code) noexcept
{
	switch (code & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_KILL_PROCESS:
	case SECCOMP_RET_KILL_THREAD:
	case SECCOMP_RET_TRAP:
	case SECCOMP_RET_ERRNO:
		return true;
	default:
		return false;
	}
}

/** What the service manager starts has AUDIT_SID_UNSET of linux/audit.h. */
std::optional<std::uint32_t> login_session(std::optional<std::uint32_t> session) noexcept
{
	constexpr std::uint32_t unset = ~0U;
	return session == unset ? std::nullopt : session;
}

Answer answer_of(const Record &record) noexcept
{
	if ((record.code & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO)
		return {.error_number = static_cast<int>(record.code & SECCOMP_RET_DATA)};
	return {.signal = record.signal != 0 ? record.signal : SIGSYS};
}

std::string resolve(std::uint32_t arch, int number)
{
	const std::unique_ptr<char, FreeString> name{
		seccomp_syscall_resolve_num_arch(arch, number)};
	return name ? std::string{name.get()} : std::string{};
}

bool is_x32(std::uint32_t arch, int number) noexcept
{
	return arch == SCMP_ARCH_X86_64 && (number & x32_bit) != 0;
}

std::uint32_t foreign_arch(const Record &record, std::string_view body)
{
	if (is_x32(record.arch, record.syscall))
		return SCMP_ARCH_X32;
	return audit_field(body, "compat") == std::string_view{"1"} ? record.arch : 0;
}

} // namespace

/** libseccomp's architecture tokens are the kernel's AUDIT_ARCH_* values, but for x32. */
std::string syscall_name(std::uint32_t audit_arch, int number)
{
	std::string name;
	if (is_x32(audit_arch, number)) {
		name = resolve(SCMP_ARCH_X32, number);
		if (name.empty())
			name = resolve(SCMP_ARCH_X32, number & ~x32_bit);
		number &= ~x32_bit;
	}
	if (name.empty())
		name = resolve(audit_arch, number);
	return name.empty() ? std::to_string(number) : name;
}

std::optional<LoggedCall> detect_logged_call(const Entry &entry)
{
	const auto audit = parse_audit_record(entry);
	if (!audit || audit->type != audit_seccomp)
		return std::nullopt;
	const auto record = parse(audit->body);
	if (!record)
		return std::nullopt;
	const std::uint32_t action = record->code & SECCOMP_RET_ACTION_FULL;
	if (action != SECCOMP_RET_LOG && action != SECCOMP_RET_ERRNO)
		return std::nullopt;
	return LoggedCall{
		.call = syscall_name(record->arch, record->syscall),
		.arch = foreign_arch(*record, audit->body),
		.pid = record->pid,
		.comm = audit_string(audit->body, "comm"),
	};
}

std::optional<Denial> detect_seccomp(const Entry &entry)
{
	const auto audit = parse_audit_record(entry);
	if (!audit || audit->type != audit_seccomp)
		return std::nullopt;
	const auto record = parse(audit->body);
	if (!record || !is_denial(record->code))
		return std::nullopt;
	Denial denial = denial_of(entry, Source::Kernel);
	denial.operation.kind = OperationKind::SystemCall;
	denial.operation.call = syscall_name(record->arch, record->syscall);
	denial.operation.call_is_exact = true;
	denial.operation.arch = foreign_arch(*record, audit->body);
	denial.operation.uid = audit_number<uid_t>(audit->body, "uid");
	denial.audit_session = login_session(audit_number<std::uint32_t>(audit->body, "ses"));
	denial.answer = answer_of(*record);
	denial.seccomp_code = record->code;
	denial.pid = record->pid;
	denial.comm = audit_string(audit->body, "comm");
	denial.exe = audit_string(audit->body, "exe");
	denial.record = audit->key;
	return denial;
}

} // namespace hardenctl
