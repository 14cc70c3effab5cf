// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive.hh"
#include "knowledge/syscall-groups.hh"

#include <span>
#include <string_view>

/** The seam between the generated tables and the functions over them; nobody else includes it. */
namespace hardenctl {

struct DirectiveName {
	std::string_view name;
	Directive directive;
};

struct SyscallGroupVersion {
	unsigned systemd_version;
	std::span<const SyscallGroup> groups;
};

/** In the order of the enum. */
extern const std::span<const DirectiveRecord> directive_table;
/** Names and aliases, sorted. */
extern const std::span<const DirectiveName> directive_name_table;
/** Ascending by version. */
extern const std::span<const SyscallGroupVersion> syscall_group_table;

} // namespace hardenctl
