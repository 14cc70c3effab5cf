// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/sender.hh"

#include "base/text.hh"

#include <sys/types.h>

namespace hardenctl {

/** "/user.slice/user-1000.slice/user@1000.service/init.scope", the same number twice */
static bool is_user_manager_cgroup(std::string_view cgroup) noexcept
{
	constexpr std::string_view before = "/user.slice/user-";
	constexpr std::string_view middle = ".slice/user@";
	constexpr std::string_view after = ".service/init.scope";
	if (cgroup.size() < before.size() + after.size() || !cgroup.starts_with(before) ||
		!cgroup.ends_with(after))
		return false;
	const auto ids = cgroup.substr(before.size(), cgroup.size() - before.size() - after.size());
	const auto split = ids.find(middle);
	if (split == std::string_view::npos)
		return false;
	const auto uid = ids.substr(0, split);
	return parse_number<uid_t>(uid) && uid == ids.substr(split + middle.size());
}

/** Found by path: the program of the fork of PID 1 (up to 254) or of the executor. */
static bool is_executor_program(std::string_view exe) noexcept
{
	return exe.empty() || exe.ends_with("/systemd/systemd") ||
	       exe.ends_with("/systemd/systemd-executor");
}

static bool looks_like_executor(const FieldSet &fields, std::string_view comm) noexcept
{
	const auto code = fields[Field::CodeFile];
	return fields[Field::TrustedTransport] == "journal" && comm.starts_with('(') &&
	       is_executor_program(fields[Field::TrustedExe]) &&
	       code.find("core/") != std::string_view::npos;
}

/** No trusted field but its user is left. */
static bool looks_like_lost_executor(const FieldSet &fields) noexcept
{
	const auto identifier = fields[Field::SyslogIdentifier];
	return looks_like_executor(fields,
		       fields.has(Field::TrustedComm) ? fields[Field::TrustedComm] : identifier) &&
	       identifier.starts_with('(') && fields[Field::TrustedUid] == "0" &&
	       !fields.has(Field::TrustedCgroup) && !fields.has(Field::TrustedUnit) &&
	       !fields[Field::InvocationId].empty();
}

/** Is the unit that it speaks of the one that it runs in? 262 leaves UNIT= out of detail lines. */
static bool speaks_of_itself(
	const FieldSet &fields, Field about, Field about_invocation, Field unit)
{
	if (!fields.has(unit))
		return false;
	const auto invocation = fields[about_invocation];
	if (fields.has(Field::TrustedInvocation) && !invocation.empty() &&
		invocation != fields[Field::TrustedInvocation])
		return false;
	return fields.has(about) ? fields[about] == fields[unit] : !invocation.empty();
}

/**
 * PID 1 starts nothing else in units of this name. Not even root is believed outside of them: root
 * in a sandbox is just another service.
 */
static bool is_core_dumper(const FieldSet &fields) noexcept
{
	const auto uid = parse_number<uid_t>(fields[Field::TrustedUid]);
	const auto unit = fields[Field::TrustedUnit];
	const auto exe = fields[Field::TrustedExe];
	if (!uid || fields[Field::TrustedTransport] != "journal")
		return false;
	// it becomes the user of its own, or of the process
	if (*uid >= first_user && fields[Field::TrustedUid] != fields[Field::CoredumpUid])
		return false;
	if (!unit.starts_with("systemd-coredump@") || !unit.ends_with(".service"))
		return false;
	return exe.empty() ? fields[Field::TrustedComm] == "systemd-coredum"
			   : exe.ends_with("/systemd/systemd-coredump");
}

Sender judge_sender(const FieldSet &fields) noexcept
{
	const auto transport = fields[Field::TrustedTransport];
	if (transport == "driver")
		return Sender::Driver;
	// Of an audit record _PID= is the process that the record is about.
	if (transport == "audit" || transport == "kernel" || transport == "stdout")
		return Sender::Other;
	const auto cgroup = fields[Field::TrustedCgroup];
	const auto comm = fields[Field::TrustedComm];
	if (fields[Field::TrustedPid] == "1")
		return Sender::Manager;
	if (cgroup == "/init.scope" && looks_like_executor(fields, comm))
		return Sender::EarlyExecutor;
	if (is_user_manager_cgroup(cgroup))
		return Sender::UserManager;
	if (looks_like_executor(fields, comm)) {
		if (speaks_of_itself(fields, Field::Unit, Field::InvocationId, Field::TrustedUnit))
			return Sender::Executor;
		if (speaks_of_itself(fields, Field::UserUnit, Field::UserInvocationId,
			    Field::TrustedUserUnit))
			return Sender::UserExecutor;
	}
	if (looks_like_lost_executor(fields))
		return Sender::LostExecutor;
	return is_core_dumper(fields) ? Sender::CoreDump : Sender::Other;
}

bool is_from_kernel(const FieldSet &fields) noexcept
{
	const auto facility = fields[Field::SyslogFacility];
	return fields[Field::TrustedTransport] == "kernel" && (facility.empty() || facility == "0");
}

} // namespace hardenctl
