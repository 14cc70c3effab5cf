// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry.hh"

#include <cstddef>
#include <string_view>

namespace hardenctl {

/**
 * The core dump that `coredumpctl info` describes at the front of the text: "PID: 510 (nginx)" with
 * "UID:" in the next line, and all indented lines to the next one. 0 if no such begins there.
 */
std::size_t coredumpctl_size(std::string_view text) noexcept;

/** Reads it as what systemd-coredump logged: the same fields, the stack in the message. */
void read_coredumpctl(std::string_view text, bool user, Entry &entry);

} // namespace hardenctl
