// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hardenctl {

/** Number of capabilities known here; linux/capability.h of Linux 6.12, CAP_LAST_CAP + 1. */
inline constexpr unsigned capability_count = 41;

inline constexpr std::uint64_t all_capabilities = (std::uint64_t{1} << capability_count) - 1;

/** "CAP_NET_ADMIN"; empty for an unknown number. */
std::string_view capability_name(unsigned capability) noexcept;

/** By name, case ignored, with or without "CAP_". */
std::optional<unsigned> find_capability(std::string_view name) noexcept;

/** As unit files name it: with CAP_, or by its number (systemd's capability_from_name()). */
std::optional<unsigned> parse_capability(std::string_view word) noexcept;

/** "AF_INET6"; empty for an unknown number. */
std::string_view family_name(int family) noexcept;

/** By exact name with "AF_" (or "PF_"). */
std::optional<int> find_family(std::string_view name) noexcept;

/** "EROFS", or the number; empty for 0. */
std::string errno_name(int error_number);

/** By name such as "EROFS". */
std::optional<int> find_errno(std::string_view name) noexcept;

/** "SIGSYS", or the number; empty for 0. */
std::string signal_name(int signal);

/** Does systemd end with it where the set-up of a process fails? systemd.exec(5), "Process Exit
 * Codes". A program may end so, too. */
constexpr bool is_setup_status(int status) noexcept
{
	return status >= 200 && status <= 246;
}

/** "NAMESPACE" for 226: the name that the manager prints; empty outside 200 to 246. */
std::string_view exit_status_name(int status) noexcept;

/** By that name: 226 for "NAMESPACE". */
std::optional<int> find_exit_status(std::string_view name) noexcept;

struct NamespaceKind {
	/** "net", as RestrictNamespaces= has it. */
	std::string_view name;
	/** CLONE_NEWNET */
	std::uint64_t bit;
	/** How often a program that makes a namespace asks for this kind. */
	double share;
	/** First systemd version that can restrict it; 0 for all. */
	unsigned since;
};

extern const std::span<const NamespaceKind> namespace_kinds;

/* What they stand for, in a few plain words without a full stop; empty if that is not known. */

/** Source: capabilities(7). */
std::string_view capability_description(unsigned capability) noexcept;

/** Source: address_families(7). */
std::string_view family_description(int family) noexcept;

/** The step that failed before the program ran; systemd.exec(5), "Process Exit Codes". */
std::string_view exit_status_description(int status) noexcept;

/** Of a status below 200 or of 255, by convention; a program may mean something else by it. */
std::string_view program_exit_status_description(int status) noexcept;

} // namespace hardenctl
