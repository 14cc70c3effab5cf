// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/selection.hh"

#include "journal/message-id.hh"

#include <algorithm>

namespace hardenctl {

namespace {

bool is_failure(const Entry &entry) noexcept
{
	using namespace message_id;
	constexpr std::string_view ids[] = {
		process_exited, unit_failed, spawn_failed, coredump, oom_kill, oomd_kill};
	return std::ranges::find(ids, entry.message_id) != std::end(ids);
}

bool is_kernel_or_audit(const Entry &entry) noexcept
{
	return entry.transport == Transport::Kernel || entry.transport == Transport::Audit;
}

bool is_kernel_evidence(const Entry &entry) noexcept
{
	constexpr unsigned types[] = {1326, 1400, 1701};
	if (entry.transport == Transport::Audit)
		return entry.audit_type &&
		       std::ranges::find(types, *entry.audit_type) != std::end(types);
	return entry.transport == Transport::Kernel;
}

bool is_of_process(const Entry &entry, pid_t pid) noexcept
{
	return entry.pid == pid || entry.coredump_pid == pid;
}

bool is_of_machine(const Entry &entry, const Query &query) noexcept
{
	return (query.boot_id.empty() || entry.boot_id.empty() || entry.boot_id == query.boot_id) &&
	       (query.hostname.empty() || entry.hostname.empty() ||
		       entry.hostname == query.hostname);
}

/** OBJECT_SYSTEMD_UNIT= proves nothing: any root may have journald add it, also in a sandbox. */
bool is_of_unit(const EntryBuilder &builder, const Entry &entry, const Query &query, bool user)
{
	const auto &fields = builder.fields();
	const auto writer = user ? Field::TrustedUserUnit : Field::TrustedUnit;
	if (fields[writer] == query.unit || entry.coredump_unit == query.unit)
		return true;
	if (entry.about_unit == query.unit && builder.is_of_asked_manager())
		return true;
	return !user && query.unit.ends_with(".slice") && fields[Field::TrustedSlice] == query.unit;
}

/** 262 leaves UNIT= out of some lines. */
bool is_of_lost_executor(const EntryBuilder &builder, const Query &query)
{
	const auto &fields = builder.fields();
	return builder.sender() == Sender::LostExecutor &&
	       fields[Field::InvocationId] == query.invocation &&
	       (!fields.has(Field::Unit) || fields[Field::Unit] == query.unit);
}

/** DynamicUser=: systemd.exec(5) */
bool is_dynamic_user(uid_t uid) noexcept
{
	return uid >= 61184 && uid <= 65519;
}

/** Of a system user: who logs in may write under any name. */
bool is_unclaimed(const EntryBuilder &builder, const Entry &entry, const Query &query)
{
	return builder.sender() == Sender::Other && entry.identifier == query.identifier &&
	       entry.uid && (*entry.uid < first_user || is_dynamic_user(*entry.uid)) &&
	       entry.unit.empty() && entry.cgroup.empty() &&
	       entry.transport != Transport::Unknown && !is_kernel_or_audit(entry);
}

bool is_of_invocation(const Entry &entry, const Query &query)
{
	return entry.invocation == query.invocation || entry.about_invocation == query.invocation;
}

} // namespace

bool belongs(
	const EntryBuilder &builder, const Entry &entry, const Query &query, bool user) noexcept
{
	if (!is_of_machine(entry, query))
		return false;
	switch (query.select) {
	case Select::Unit:
		return is_of_unit(builder, entry, query, user);
	case Select::Invocation:
		return is_of_invocation(entry, query);
	case Select::LostExecutor:
		return is_of_lost_executor(builder, query);
	case Select::Unclaimed:
		return is_unclaimed(builder, entry, query);
	case Select::Process:
		return is_of_process(entry, query.pid);
	case Select::Kernel:
		return is_kernel_evidence(entry);
	case Select::Failures:
		return is_failure(entry) && builder.is_of_asked_manager();
	}
	return false;
}

bool could_belong(const Entry &entry, const Query &query) noexcept
{
	if (!is_of_machine(entry, query))
		return false;
	switch (query.select) {
	case Select::Unit:
	case Select::Invocation:
		return !is_kernel_or_audit(entry) &&
		       (entry.unit.empty() || entry.unit == query.unit) &&
		       (entry.about_unit.empty() || entry.about_unit == query.unit) &&
		       (entry.coredump_unit.empty() || entry.coredump_unit == query.unit);
	case Select::LostExecutor:
	case Select::Unclaimed:
		return false;
	case Select::Process:
		return is_of_process(entry, query.pid);
	case Select::Kernel:
		return is_kernel_evidence(entry);
	case Select::Failures:
		return is_failure(entry);
	}
	return false;
}

} // namespace hardenctl
