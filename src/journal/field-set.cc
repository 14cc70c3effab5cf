// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/field-set.hh"

#include <algorithm>
#include <optional>

namespace hardenctl {

namespace {

struct FieldName {
	std::string_view name;
	Field field;
};

constexpr bool shorter(const FieldName &a, const FieldName &b) noexcept
{
	return a.name.size() != b.name.size() ? a.name.size() < b.name.size() : a.name < b.name;
}

/** Sorted by length: most of an entry's fields are told apart by that alone. */
constexpr FieldName field_names[] = {
	{"UNIT", Field::Unit},
	{"_EXE", Field::TrustedExe},
	{"_PID", Field::TrustedPid},
	{"_UID", Field::TrustedUid},
	{"ERRNO", Field::Errno},
	{"_COMM", Field::TrustedComm},
	{"_PPID", Field::TrustedPpid},
	{"COMMAND", Field::Command},
	{"MESSAGE", Field::Message},
	{"PRIORITY", Field::Priority},
	{"_BOOT_ID", Field::TrustedBootId},
	{"__CURSOR", Field::Cursor},
	{"CODE_FILE", Field::CodeFile},
	{"EXIT_CODE", Field::ExitCode},
	{"USER_UNIT", Field::UserUnit},
	{"_AUDIT_ID", Field::TrustedAuditId},
	{"_HOSTNAME", Field::TrustedHostname},
	{"EXECUTABLE", Field::Executable},
	{"JOB_RESULT", Field::JobResult},
	{"MESSAGE_ID", Field::MessageId},
	{"_TRANSPORT", Field::TrustedTransport},
	{"CONFIG_FILE", Field::ConfigFile},
	{"CONFIG_LINE", Field::ConfigLine},
	{"EXIT_STATUS", Field::ExitStatus},
	{"UNIT_RESULT", Field::UnitResult},
	{"_AUDIT_TYPE", Field::TrustedAuditType},
	{"COREDUMP_EXE", Field::CoredumpExe},
	{"COREDUMP_PID", Field::CoredumpPid},
	{"COREDUMP_UID", Field::CoredumpUid},
	{"COREDUMP_COMM", Field::CoredumpComm},
	{"COREDUMP_UNIT", Field::CoredumpUnit},
	{"INVOCATION_ID", Field::InvocationId},
	{"_SYSTEMD_UNIT", Field::TrustedUnit},
	{"_AUDIT_SESSION", Field::TrustedAuditSession},
	{"_SYSTEMD_SLICE", Field::TrustedSlice},
	{"COREDUMP_SIGNAL", Field::CoredumpSignal},
	{"SYSLOG_FACILITY", Field::SyslogFacility},
	{"_SYSTEMD_CGROUP", Field::TrustedCgroup},
	{"COREDUMP_CMDLINE", Field::CoredumpCmdline},
	{"SYSLOG_IDENTIFIER", Field::SyslogIdentifier},
	{"COREDUMP_USER_UNIT", Field::CoredumpUserUnit},
	{"USER_INVOCATION_ID", Field::UserInvocationId},
	{"_SYSTEMD_USER_UNIT", Field::TrustedUserUnit},
	{"__REALTIME_TIMESTAMP", Field::Realtime},
	{"__MONOTONIC_TIMESTAMP", Field::Monotonic},
	{"_SYSTEMD_INVOCATION_ID", Field::TrustedInvocation},
	{"_SOURCE_REALTIME_TIMESTAMP", Field::SourceRealtime},
};

static_assert(std::size(field_names) == field_count);
static_assert(std::ranges::is_sorted(field_names, shorter));

constexpr std::size_t longest_name = field_names[field_count - 1].name.size();

struct Range {
	std::uint8_t begin = 0;
	std::uint8_t end = 0;
};

consteval auto index_by_length()
{
	std::array<Range, longest_name + 1> ranges{};
	for (std::size_t i = 0; i < field_count; ++i) {
		Range &range = ranges[field_names[i].name.size()];
		if (range.end == 0)
			range.begin = static_cast<std::uint8_t>(i);
		range.end = static_cast<std::uint8_t>(i + 1);
	}
	return ranges;
}

constexpr auto ranges_by_length = index_by_length();

std::optional<Field> find_field(std::string_view name) noexcept
{
	if (name.size() > longest_name)
		return std::nullopt;
	const Range range = ranges_by_length[name.size()];
	for (std::size_t i = range.begin; i < range.end; ++i)
		if (field_names[i].name == name)
			return field_names[i].field;
	return std::nullopt;
}

} // namespace

std::vector<std::string_view> stored_field_names()
{
	std::vector<std::string_view> names;
	for (const FieldName &field : field_names)
		if (!field.name.starts_with("__"))
			names.push_back(field.name);
	return names;
}

void FieldSet::add(std::string_view name, std::string_view value)
{
	const auto field = find_field(name);
	if (!field || has(*field))
		return;
	const auto index = static_cast<std::size_t>(*field);
	values_[index].assign(value.substr(0, max_value_size));
	present_[index] = true;
}

void FieldSet::add(std::string_view data)
{
	const auto head = data.substr(0, longest_name + 1);
	const auto equals = head.find('=');
	if (equals != std::string_view::npos)
		add(data.substr(0, equals), data.substr(equals + 1));
}

void FieldSet::take(Field field, std::string &target) noexcept
{
	const auto index = static_cast<std::size_t>(field);
	if (present_[index])
		target.swap(values_[index]);
	present_[index] = false;
}

} // namespace hardenctl
