// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "journal/entry.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace hardenctl {

/**
 * A seccomp record, AUDIT_SECCOMP in linux/audit.h: a kill or a logged errno. Records of
 * SystemCallLog= and of other actions that let the call pass are none.
 */
std::optional<Denial> detect_seccomp(const Entry &entry);

/** A call that was logged: by SystemCallLog=, or an errno where the manager logs these. */
struct LoggedCall {
	std::string call;
	/** AUDIT_ARCH_* of a foreign ABI, 0 for the native one. */
	std::uint32_t arch = 0;
	pid_t pid = 0;
	std::string comm;
};

/** Nothing for other entries, and for kills. */
std::optional<LoggedCall> detect_logged_call(const Entry &entry);

/** By libseccomp's tables; the number itself for a call that they do not know. */
std::string syscall_name(std::uint32_t audit_arch, int number);

} // namespace hardenctl
