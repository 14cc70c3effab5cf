// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "journal/entry.hh"

#include <cstdint>
#include <optional>
#include <string>

namespace hardenctl {

/**
 * A seccomp record, AUDIT_SECCOMP in linux/audit.h: a kill or a logged errno. Records of
 * SystemCallLog= and of other actions that let the call pass are none.
 */
std::optional<Denial> detect_seccomp(const Entry &entry);

/** By libseccomp's tables; the number itself for a call that they do not know. */
std::string syscall_name(std::uint32_t audit_arch, int number);

} // namespace hardenctl
