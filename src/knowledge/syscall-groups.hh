// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <span>
#include <string_view>

namespace hardenctl {

/**
 * A group of system calls as one systemd version knows it, nested groups already expanded to calls.
 * Generated from src/knowledge/syscall-groups/VERSION.txt, which `systemd-analyze syscall-filter`
 * printed.
 */
struct SyscallGroup {
	/** With the @. */
	std::string_view name;
	std::string_view description;
	/** Sorted, without duplicates. */
	std::span<const std::string_view> calls;
	/** As written, "@chown" among them. */
	std::span<const std::string_view> nested;
};

/** Does one of the tables hold exactly this version's groups? */
bool has_syscall_groups(unsigned systemd_version) noexcept;

/**
 * All groups, sorted by name, of the newest known version that is not newer than this one (252, 257
 * or 262; the oldest for older ones).
 */
std::span<const SyscallGroup> syscall_groups(unsigned systemd_version) noexcept;

/** @return nullptr if that version has no such group; name with the @ */
const SyscallGroup *find_syscall_group(std::string_view name, unsigned systemd_version) noexcept;

/** nullptr if there is none; groups are sorted by name. */
const SyscallGroup *find_syscall_group(
	std::string_view name, std::span<const SyscallGroup> groups) noexcept;

/** Groups of a systemd of which no table is known: asked only when needed, and at most once. */
class SyscallGroupSource {
public:
	virtual ~SyscallGroupSource() noexcept = default;

	/** Sorted by name, and valid as long as the source; empty if they cannot be had. */
	virtual std::span<const SyscallGroup> groups() = 0;
};

/** The versions of systemd whose groups are in the tables, ascending. */
std::span<const unsigned> syscall_group_versions();

} // namespace hardenctl
