// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/manager.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "denial/coredump.hh"
#include "denial/errno-words.hh"
#include "denial/evidence.hh"
#include "denial/setup-steps.hh"
#include "denial/string-piece.hh"
#include "journal/message-id.hh"
#include "knowledge/names.hh"

#include <cerrno>
#include <csignal>
#include <re2/re2.h>

namespace hardenctl {

namespace {

using Text = re2::StringPiece;

/** The unit runs, less confined than its file says. */
constexpr double strength_of_unenforced = 0.8;

bool is_manager_or_executor(const Entry &entry) noexcept
{
	return entry.from_manager || is_bare_text(entry);
}

bool is_manager(const Entry &entry) noexcept
{
	return is_manager_or_executor(entry) && !entry.from_executor;
}

/** A shell reports a child that a signal killed as 128 and the signal. */
constexpr int shell_signal_base = 128;

Operation operation_of_exit(const ProcessExit &exit)
{
	if (exit.by_signal())
		return exit.status == SIGSYS || exit.status == SIGXFSZ || exit.status == SIGXCPU
			       ? operation_of_signal(exit.status)
			       : Operation{};
	switch (exit.status) {
	case shell_signal_base + SIGSYS:
		return {.kind = OperationKind::SystemCall};
	case 126:
	case 127:
		return {.kind = OperationKind::Execute, .access = Access::Execute};
	case 203:
		return {.kind = OperationKind::Execute,
			.access = Access::Execute,
			.exit_status = 203};
	default:
		break;
	}
	// a program may end with these numbers itself; the name shows that systemd knows a step
	if (is_setup_status(exit.status) && !exit.printed.ends_with("/n/a"))
		return {.kind = OperationKind::SetupStep, .exit_status = exit.status};
	return {};
}

Answer answer_of_exit(const ProcessExit &exit) noexcept
{
	if (exit.by_signal())
		return {.signal = exit.status};
	return {.signal = exit.status == shell_signal_base + SIGSYS ? SIGSYS : 0};
}

std::optional<Denial> denial_of_exit(const Entry &entry)
{
	const auto exit = process_exit_of(entry);
	if (!exit)
		return std::nullopt;
	Denial denial = denial_of(entry, Source::Manager);
	// the manager's word for it, but the program's doing
	denial.trust = Trust::Program;
	denial.operation = operation_of_exit(*exit);
	denial.answer = answer_of_exit(*exit);
	if (denial.operation.kind == OperationKind::Unknown)
		return std::nullopt;
	if (exit->status == 126 || exit->status == 127) {
		denial.strength = 0.3;
		denial.alternative_errors = {exit->status == 126 ? EACCES : ENOENT};
	}
	return denial;
}

/** "Failed at step NAMESPACE spawning /usr/sbin/nginx: No such file or directory" */
std::optional<SetupFailure> spawn_failure(std::string_view message)
{
	if (!message.starts_with("Failed at step "))
		return std::nullopt;
	static const RE2 pattern{R"(^Failed at step ([A-Z_]+|[0-9]+) spawning (.+): ([^:]+)$)"};
	std::string step;
	std::string program;
	std::string reason;
	if (!RE2::PartialMatch(piece(message), pattern, &step, &program, &reason))
		return std::nullopt;
	SetupFailure failure;
	failure.operation.kind = OperationKind::SetupStep;
	failure.operation.exit_status = find_exit_status(step);
	if (!failure.operation.exit_status)
		failure.operation.exit_status = parse_number<int>(step);
	if (failure.operation.exit_status == 203) {
		failure.operation.kind = OperationKind::Execute;
		failure.operation.access = Access::Execute;
		failure.operation.path = program.starts_with('/') ? simplify_path(program) : "";
	}
	if (const auto words = find_errno_words(reason))
		failure.error_number = words->error_number;
	return failure;
}

bool goes_on(std::string_view message) noexcept
{
	for (const std::string_view word : {", ignoring", "proceeding without", ", skipping"})
		if (message.find(word) != message.npos)
			return true;
	return false;
}

/** "PrivateNetwork=yes is configured, but …, proceeding without: …": asked for, not in force. */
std::optional<Denial> denial_of_unenforced(const Entry &entry, std::string_view message)
{
	static const RE2 pattern{
		R"(^([A-Z][A-Za-z]+)=\S* is configured, but .*proceeding without(?:[.:]|$))"};
	std::string setting;
	if (message.find("proceeding without") == message.npos ||
		!RE2::PartialMatch(piece(message), pattern, &setting))
		return std::nullopt;
	Denial denial = denial_of(entry, Source::Manager);
	denial.operation.kind = OperationKind::UnitRefused;
	denial.operation.setting = std::move(setting);
	denial.answer.error_number = entry.error_number.value_or(0);
	denial.strength = strength_of_unenforced;
	return denial;
}

std::optional<Denial> denial_of_step(const Entry &entry)
{
	const std::string_view message = without_unit_prefix(line_of(entry));
	if (auto unenforced = denial_of_unenforced(entry, message))
		return unenforced;
	if (goes_on(message) || is_ignored_line(entry))
		return std::nullopt;
	auto failure = spawn_failure(message);
	if (!failure)
		failure = match_setup_message(message);
	if (!failure)
		return std::nullopt;
	Denial denial = denial_of(entry, Source::Manager);
	denial.operation = std::move(failure->operation);
	denial.answer.error_number = entry.error_number.value_or(failure->error_number);
	if (entry.pid && *entry.pid > 1) {
		denial.pid = entry.pid;
		denial.record = "executor " + std::to_string(*entry.pid);
	}
	denial.exe = entry.executable;
	return denial;
}

/** "A process of this unit has been killed by the OOM killer": which limit is the kernel's to tell.
 */
std::optional<Denial> denial_of_oom(const Entry &entry)
{
	if (entry.message_id != message_id::oom_kill && entry.message_id != message_id::oomd_kill)
		return std::nullopt;
	Denial denial = denial_of(entry, Source::Manager);
	denial.operation = {.kind = OperationKind::Resource, .resource = "MemoryMax"};
	denial.answer.signal = SIGKILL;
	denial.strength = 0.7;
	return denial;
}

} // namespace

std::string_view without_unit_prefix(std::string_view message) noexcept
{
	const auto colon = message.find(": ");
	if (colon == message.npos || message.substr(0, colon).find(' ') != message.npos)
		return message;
	for (const std::string_view suffix :
		{".service", ".socket", ".scope", ".timer", ".mount", ".slice"})
		if (message.substr(0, colon).ends_with(suffix))
			return message.substr(colon + 2);
	return message;
}

/** "226/NAMESPACE", where the message has it: the manager writes the name beside the number. */
static std::string printed_status(const Entry &entry)
{
	const std::string number = std::to_string(*entry.exit_status);
	const std::string_view message = entry.message;
	const auto at = message.find("status=" + number + '/');
	if (at == message.npos)
		return number;
	const auto text = message.substr(message.find('=', at) + 1);
	return std::string{text.substr(0, text.find_first_of(" \n)"))};
}

std::optional<ProcessExit> process_exit_of(const Entry &entry)
{
	if (!is_manager(entry) || entry.message_id != message_id::process_exited ||
		!entry.exit_status)
		return std::nullopt;
	return ProcessExit{.code = entry.exit_code,
		.status = *entry.exit_status,
		.printed = printed_status(entry)};
}

std::string unit_result_of(const Entry &entry)
{
	return is_manager(entry) && entry.message_id == message_id::unit_failed ? entry.unit_result
										: std::string{};
}

bool is_start_failure(const Entry &entry)
{
	if (!is_manager(entry))
		return false;
	return entry.message_id == message_id::unit_start_failed ||
	       entry.message.starts_with("Failed to start ");
}

bool tells_failure(const Entry &entry)
{
	if (entry.message_id != message_id::process_exited)
		return true;
	const auto exit = process_exit_of(entry);
	return exit && exit->is_failure();
}

const std::string &failed_unit_of(const Entry &entry) noexcept
{
	return entry.coredump_unit.empty() ? entry.about_unit : entry.coredump_unit;
}

bool is_dependency_failure(const Entry &entry)
{
	if (!is_manager(entry))
		return false;
	return entry.job_result == "dependency" ||
	       entry.message.starts_with("Dependency failed for ");
}

bool is_ignored_line(const Entry &entry)
{
	if (!is_manager(entry))
		return false;
	if (entry.message_id == message_id::config_error)
		return true;
	if (!entry.message.starts_with('/'))
		return false;
	static const RE2 pattern{R"(^/[^:]+:[0-9]+: (?:.*(?i:ignor)|Unknown (?:lvalue|key)))"};
	return RE2::PartialMatch(piece(line_of(entry)), pattern);
}

std::optional<Denial> detect_manager(const Entry &entry)
{
	if (!is_manager_or_executor(entry))
		return std::nullopt;
	if (auto denial = denial_of_oom(entry))
		return denial;
	if (auto denial = denial_of_exit(entry))
		return denial;
	return denial_of_step(entry);
}

} // namespace hardenctl
