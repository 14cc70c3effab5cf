// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/syscall-groups.hh"

#include "knowledge/directive-table.hh"

#include <algorithm>

#include <vector>

namespace hardenctl {

bool has_syscall_groups(unsigned systemd_version) noexcept
{
	return std::ranges::count(
		syscall_group_table, systemd_version, &SyscallGroupVersion::systemd_version);
}

std::span<const SyscallGroup> syscall_groups(unsigned systemd_version) noexcept
{
	const auto newer = std::ranges::upper_bound(
		syscall_group_table, systemd_version, {}, &SyscallGroupVersion::systemd_version);
	return newer == syscall_group_table.begin() ? newer->groups : std::prev(newer)->groups;
}

const SyscallGroup *find_syscall_group(std::string_view name, unsigned systemd_version) noexcept
{
	return find_syscall_group(name, syscall_groups(systemd_version));
}

const SyscallGroup *find_syscall_group(
	std::string_view name, std::span<const SyscallGroup> groups) noexcept
{
	const auto found = std::ranges::lower_bound(groups, name, {}, &SyscallGroup::name);
	return found != groups.end() && found->name == name ? &*found : nullptr;
}

std::span<const unsigned> syscall_group_versions()
{
	static const auto versions = [] {
		std::vector<unsigned> all;
		for (const SyscallGroupVersion &row : syscall_group_table)
			all.push_back(row.systemd_version);
		return all;
	}();
	return versions;
}

} // namespace hardenctl
