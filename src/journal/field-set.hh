// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** The journal fields that hardenctl reads: systemd.journal-fields(7). */
enum class Field : std::uint8_t {
	Unit,
	Errno,
	Message,
	Command,
	Priority,
	UserUnit,
	CodeFile,
	ExitCode,
	MessageId,
	JobResult,
	ExitStatus,
	UnitResult,
	Executable,
	ConfigFile,
	ConfigLine,
	InvocationId,
	UserInvocationId,
	SyslogFacility,
	SyslogIdentifier,
	CoredumpPid,
	CoredumpUid,
	CoredumpExe,
	CoredumpUnit,
	CoredumpComm,
	CoredumpSignal,
	CoredumpCmdline,
	CoredumpUserUnit,
	TrustedPid,
	TrustedUid,
	TrustedExe,
	TrustedPpid,
	TrustedComm,
	TrustedBootId,
	TrustedTransport,
	TrustedHostname,
	TrustedAuditId,
	TrustedAuditType,
	TrustedAuditSession,
	TrustedUnit,
	TrustedSlice,
	TrustedCgroup,
	TrustedUserUnit,
	TrustedInvocation,
	SourceRealtime,
	Cursor,
	Realtime,
	Monotonic,
};

inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::Monotonic) + 1;

/** The names of those that a journal stores, not the "__…" that are made on output. */
std::vector<std::string_view> stored_field_names();

/** The fields of one entry as they were stored, before anybody judged what they are worth. */
class FieldSet {
	std::array<std::string, field_count> values_;
	std::bitset<field_count> present_;

public:
	/** Longer values are cut: nothing that hardenctl looks for is longer. */
	static constexpr std::size_t max_value_size = 64 * 1024;

	/** Forget all, keep the buffers. */
	void clear() noexcept { present_.reset(); }

	/** Unknown names are skipped; of a repeated field the first value counts. */
	void add(std::string_view name, std::string_view value);

	/** "NAME=value" */
	void add(std::string_view data);

	bool has(Field field) const noexcept { return present_[static_cast<std::size_t>(field)]; }

	/** Empty if absent. */
	std::string_view operator[](Field field) const noexcept
	{
		const auto index = static_cast<std::size_t>(field);
		return present_[index] ? std::string_view{values_[index]} : std::string_view{};
	}

	/** Moves the value out by exchanging buffers; the field is absent then. */
	void take(Field field, std::string &target) noexcept;
};

} // namespace hardenctl
