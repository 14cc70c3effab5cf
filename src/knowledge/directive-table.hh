// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/calls.hh"
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

/** A name, its number and what it stands for; empty if that is not known. */
struct NamedFact {
	std::string_view name;
	int number;
	std::string_view description;
};

struct SyscallGroupVersion {
	unsigned systemd_version;
	std::span<const SyscallGroup> groups;
};

/** In the order of the enum. */
extern const std::span<const DirectiveRecord> directive_table;
/** Names and aliases, sorted. */
extern const std::span<const DirectiveName> directive_name_table;
/** By number. */
extern const std::span<const NamedFact> capability_table;
/** The usual name first. */
extern const std::span<const NamedFact> family_table;
extern const std::span<const NamedFact> exit_status_table;
/** Without names. */
extern const std::span<const NamedFact> program_exit_status_table;
/** Sorted by name. */
extern const std::span<const CallRecord> call_table;
/** Sorted by call. */
extern const std::span<const PrivilegedCall> privileged_call_table;
/** Ascending by version. */
extern const std::span<const SyscallGroupVersion> syscall_group_table;

} // namespace hardenctl
