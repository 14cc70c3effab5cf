// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/calls.hh"

#include "knowledge/directive-table.hh"

#include <algorithm>
#include <iterator>
#include <linux/audit.h>
#include <linux/capability.h>

namespace hardenctl {

const CallRecord *find_call_record(std::string_view name) noexcept
{
	const auto found = std::ranges::lower_bound(call_table, name, {}, &CallRecord::name);
	return found != call_table.end() && found->name == name ? &*found : nullptr;
}

std::span<const std::string_view> system_calls_of(std::string_view function) noexcept
{
	const CallRecord *call = find_call_record(function);
	return call ? call->calls : std::span<const std::string_view>{};
}

std::span<const PrivilegedCall> privileged_calls() noexcept
{
	return privileged_call_table;
}

const PrivilegedCall *find_privileged_call(std::string_view call) noexcept
{
	const auto found =
		std::ranges::lower_bound(privileged_call_table, call, {}, &PrivilegedCall::call);
	return found != privileged_call_table.end() && found->call == call ? &*found : nullptr;
}

std::optional<unsigned> capability_of_file(std::string_view path) noexcept
{
	struct Row {
		std::string_view path;
		unsigned capability;
	};
	static constexpr Row rows[]{
		{"/dev/kmsg", CAP_SYSLOG},
		{"/dev/mem", CAP_SYS_RAWIO},
		{"/dev/port", CAP_SYS_RAWIO},
		{"/proc/kmsg", CAP_SYSLOG},
	};
	const auto found = std::ranges::find(rows, path, &Row::path);
	return found == std::end(rows) ? std::nullopt : std::optional{found->capability};
}

std::string_view small_architecture_name(std::uint32_t audit_arch) noexcept
{
	struct Row {
		std::uint32_t arch;
		std::string_view name;
	};
	static constexpr Row rows[]{
		{AUDIT_ARCH_ARM, "arm"}, {AUDIT_ARCH_I386, "x86"}, {AUDIT_ARCH_MIPS, "mips"},
		{AUDIT_ARCH_MIPSEL, "mips-le"}, {AUDIT_ARCH_PPC, "ppc"}, {AUDIT_ARCH_S390, "s390"},
		{EM_X86_64 | __AUDIT_ARCH_LE, "x32"}, /* libseccomp's token */
	};
	for (const auto &[arch, name] : rows)
		if (arch == audit_arch)
			return name;
	return {};
}

} // namespace hardenctl
