// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/entry-builder.hh"

#include "base/text.hh"
#include "journal/coredump-text.hh"
#include "journal/manager-text.hh"
#include "journal/message-id.hh"

#include <algorithm>

namespace hardenctl {

static Transport parse_transport(const FieldSet &fields) noexcept
{
	constexpr std::pair<std::string_view, Transport> names[] = {
		{"audit", Transport::Audit},
		{"driver", Transport::Driver},
		{"journal", Transport::Journal},
		{"stdout", Transport::Stdout},
		{"syslog", Transport::Syslog},
	};
	const auto text = fields[Field::TrustedTransport];
	if (text == "kernel")
		return is_from_kernel(fields) ? Transport::Kernel : Transport::Unknown;
	const auto found =
		std::ranges::find(names, text, &std::pair<std::string_view, Transport>::first);
	return found == std::end(names) ? Transport::Unknown : found->second;
}

/** Of all the ids, only those which detectors take as the manager's or systemd-coredump's word. */
static bool is_systemd_message(std::string_view id) noexcept
{
	using namespace message_id;
	constexpr std::string_view ids[] = {unit_starting, unit_started, unit_start_failed,
		unit_stopping, unit_stopped, unit_reloading, unit_reloaded, process_exited,
		unit_failed, unit_succeeded, unit_skipped, spawn_failed, restart_scheduled,
		resources_used, oom_kill, oomd_kill, coredump, coredump_truncated, config_error,
		service_messages_dropped, kernel_messages_missed};
	return std::ranges::find(ids, id) != std::end(ids);
}

static bool may_send(Sender sender, std::string_view id) noexcept
{
	switch (sender) {
	case Sender::LostExecutor:
	case Sender::Other:
		return !is_systemd_message(id);
	case Sender::EarlyExecutor:
	case Sender::Executor:
	case Sender::UserExecutor:
		return id == message_id::spawn_failed || !is_systemd_message(id);
	case Sender::Manager:
	case Sender::UserManager:
	case Sender::CoreDump:
	case Sender::Driver:
		return true;
	}
	return false;
}

void EntryBuilder::take_common()
{
	entry_.transport = parse_transport(fields_);
	entry_.realtime =
		parse_number<std::uint64_t>(fields_[Field::SourceRealtime])
			.value_or(
				parse_number<std::uint64_t>(fields_[Field::Realtime]).value_or(0));
	entry_.monotonic = parse_number<std::uint64_t>(fields_[Field::Monotonic]).value_or(0);
	entry_.priority = parse_number<int>(fields_[Field::Priority]).value_or(-1);
	entry_.pid = parse_number<pid_t>(fields_[Field::TrustedPid]);
	entry_.uid = parse_number<uid_t>(fields_[Field::TrustedUid]);
	entry_.audit_session = parse_number<std::uint32_t>(fields_[Field::TrustedAuditSession]);
	fields_.take(Field::Cursor, entry_.cursor);
	fields_.take(Field::TrustedBootId, entry_.boot_id);
	fields_.take(Field::TrustedHostname, entry_.hostname);
	fields_.take(Field::Message, entry_.message);
	fields_.take(Field::SyslogIdentifier, entry_.identifier);
	fields_.take(Field::TrustedComm, entry_.comm);
	fields_.take(Field::TrustedExe, entry_.exe);
	fields_.take(Field::TrustedCgroup, entry_.cgroup);
	fields_.take(Field::TrustedInvocation, entry_.invocation);
	if (may_send(sender_, fields_[Field::MessageId]))
		fields_.take(Field::MessageId, entry_.message_id);
	entry_.unit = fields_[fields_.has(Field::TrustedUserUnit) ? Field::TrustedUserUnit
								  : Field::TrustedUnit];
}

void EntryBuilder::take_manager_facts(Field unit, Field invocation)
{
	entry_.from_manager = true;
	entry_.about_unit = fields_.has(unit) ? fields_[unit] : std::string_view{};
	entry_.about_invocation = fields_[invocation];
	entry_.exit_status = parse_number<int>(fields_[Field::ExitStatus]);
	entry_.error_number = parse_number<int>(fields_[Field::Errno]);
	entry_.config_line = parse_number<unsigned>(fields_[Field::ConfigLine]);
	fields_.take(Field::ExitCode, entry_.exit_code);
	fields_.take(Field::Command, entry_.command);
	fields_.take(Field::UnitResult, entry_.unit_result);
	fields_.take(Field::JobResult, entry_.job_result);
	fields_.take(Field::Executable, entry_.executable);
	fields_.take(Field::ConfigFile, entry_.config_file);
	complete_manager_facts(entry_);
}

void EntryBuilder::take_coredump_facts()
{
	entry_.coredump_pid = parse_number<pid_t>(fields_[Field::CoredumpPid]);
	entry_.coredump_uid = parse_number<uid_t>(fields_[Field::CoredumpUid]);
	entry_.coredump_signal = parse_number<int>(fields_[Field::CoredumpSignal]);
	fields_.take(user_ ? Field::CoredumpUserUnit : Field::CoredumpUnit, entry_.coredump_unit);
	fields_.take(Field::CoredumpComm, entry_.coredump_comm);
	fields_.take(Field::CoredumpExe, entry_.coredump_exe);
	fields_.take(Field::CoredumpCmdline, entry_.coredump_cmdline);
	complete_coredump_facts(entry_);
}

void EntryBuilder::take_audit_facts()
{
	if (entry_.transport != Transport::Audit)
		return;
	entry_.parent_pid = parse_number<pid_t>(fields_[Field::TrustedPpid]);
	entry_.audit_type = parse_number<unsigned>(fields_[Field::TrustedAuditType]);
	fields_.take(Field::TrustedAuditId, entry_.audit_id);
}

void EntryBuilder::take_sender_facts()
{
	switch (sender_) {
	case Sender::Manager:
		take_manager_facts(Field::Unit, Field::InvocationId);
		break;
	case Sender::EarlyExecutor:
		take_manager_facts(Field::Unit, Field::InvocationId);
		entry_.from_executor = true;
		break;
	case Sender::UserManager:
		take_manager_facts(Field::UserUnit, Field::UserInvocationId);
		break;
	case Sender::Executor:
	case Sender::UserExecutor:
		take_manager_facts(sender_ == Sender::Executor ? Field::Unit : Field::UserUnit,
			sender_ == Sender::Executor ? Field::InvocationId
						    : Field::UserInvocationId);
		entry_.about_unit = entry_.unit;
		entry_.from_executor = true;
		break;
	case Sender::CoreDump:
		take_coredump_facts();
		break;
	case Sender::Driver:
	case Sender::LostExecutor:
	case Sender::Other:
		break;
	}
}

Entry &EntryBuilder::finish()
{
	entry_.clear();
	sender_ = judge_sender(fields_);
	take_common();
	take_sender_facts();
	take_audit_facts();
	return entry_;
}

bool EntryBuilder::is_of_asked_manager() const noexcept
{
	switch (sender_) {
	case Sender::Manager:
	case Sender::EarlyExecutor:
	case Sender::Executor:
		return !user_;
	case Sender::UserManager:
	case Sender::UserExecutor:
		return user_;
	case Sender::CoreDump:
		return !user_ || !entry_.coredump_unit.empty();
	case Sender::Driver:
	case Sender::LostExecutor:
	case Sender::Other:
		return true;
	}
	return true;
}

} // namespace hardenctl
