// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/operation-kind.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace hardenctl {

/** As JSON shows it: "syscall", "address-family". */
std::string_view operation_kind_name(OperationKind kind) noexcept;

/** Only what is known is set. */
struct Operation {
	OperationKind kind = OperationKind::Unknown;
	/**
	 * The call that the record or the message names: "socket", "chown", "mkdir"; a system
	 * call's name, or the C library function's that wraps one or more of them.
	 */
	std::string call;
	/** Is `call` this very system call, by a kernel record, and no function around one or more?
	 */
	bool call_is_exact = false;
	/** Absolute, simplified; for Path, Execute, Bind of a Unix socket, SetupStep (what failed).
	 */
	std::string path;
	Access access = Access::Unknown;
	/** A program that works by its setuid bit or file capabilities tried it: postdrop, ping. */
	bool by_setuid_helper = false;
	/** A shared library that the loader looked for, in a place that it does not name. */
	bool is_library = false;
	/** A module of a language that its interpreter looked for, in a place that it does not
	 * name. */
	bool is_module = false;
	/** AF_*; for Socket, Bind, Connect. */
	std::optional<int> family;
	/** For Bind and Connect. */
	std::optional<std::uint16_t> port;
	/** For Connect: of the other side, in numbers, as inet_ntop(3) writes it. */
	std::string address;
	/** For Connect: others to it, where it listens. No call of its own fails by that. */
	bool from_outside = false;
	/** A number as in linux/capability.h. */
	std::optional<unsigned> capability;
	/** For clone, setns, unshare: the kind as RestrictNamespaces= has it; empty if unknown. */
	std::string name_space;
	/** For SetupStep: 200 to 246. */
	std::optional<int> exit_status;
	/** Nothing but that status is known: what the executor had to say did not reach the log. */
	bool is_status_alone = false;
	/** For Resource: "FSIZE", "NOFILE", "AS", "MemoryMax", "TasksMax"; empty if unknown. */
	std::string resource;
	/** For Resource: the limit that was met, in its own unit, if the words tell it. */
	std::optional<std::uint64_t> limit;
	/** For SetupStep and UnitRefused: directive names that the manager's message names or
	 * means. */
	std::string setting;
	/** ABI of a system call: AUDIT_ARCH_*, 0 if it is the native one. */
	std::uint32_t arch = 0;
	/** Of the process that tried, if known. */
	std::optional<uid_t> uid;

	bool operator==(const Operation &) const = default;
};

} // namespace hardenctl
