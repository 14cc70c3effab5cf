// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "journal/entry.hh"

#include <optional>
#include <string>
#include <string_view>

namespace hardenctl {

/**
 * A crash as systemd-coredump tells it: a killed system call (with its name if the stack shows it),
 * a limit, or, weakly, a JIT that got no executable memory. Nothing for other crashes.
 */
std::optional<Denial> detect_coredump(const Entry &entry);

/** The system call that the innermost frames of a printed stack stand in; empty if none is known.
 */
std::string call_of_stack(std::string_view message);

/** What a process that died by this signal was denied; Unknown if that tells nothing. */
Operation operation_of_signal(int signal);

} // namespace hardenctl
