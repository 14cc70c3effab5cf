// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/operation-kind.hh"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hardenctl {

/** A system call, or a function of a C library that programs name; generated from syscalls.toml. */
struct CallRecord {
	std::string_view name;
	/** What a message that names it tried; Unknown if no message means the call by that word.
	 */
	OperationKind kind;
	Access access;
	/** See system_calls_of(). */
	std::span<const std::string_view> calls;
};

/** nullptr if nothing is known of the name. */
const CallRecord *find_call_record(std::string_view name) noexcept;

/**
 * System calls behind a name that a program prints: a C library function ("fork", "fopen") or a
 * call itself. The first ones are what today's C libraries use. Source: glibc and musl.
 * @return empty if the name is nothing special: then it stands for the call of the same name
 */
std::span<const std::string_view> system_calls_of(std::string_view function) noexcept;

/** A call that the kernel refuses without a capability. */
struct PrivilegedCall {
	std::string_view call;
	unsigned capability;
	int error_number;
	/** How often such a call needs it: chown(2) of root always, kill(2) only across users. */
	double likelihood;
};

/** All of them, sorted by call. */
std::span<const PrivilegedCall> privileged_calls() noexcept;

/** The row of a call, if it has one; source: capabilities(7). */
const PrivilegedCall *find_privileged_call(std::string_view call) noexcept;

/** The capability without which the kernel does not open this file; nothing for all others. */
std::optional<unsigned> capability_of_file(std::string_view path) noexcept;

/** SystemCallArchitectures= calls a 32-bit ABI "x86" or "x32"; empty if it has no name.
 * @param audit_arch AUDIT_ARCH_*, or libseccomp's token for x32 */
std::string_view small_architecture_name(std::uint32_t audit_arch) noexcept;

} // namespace hardenctl
