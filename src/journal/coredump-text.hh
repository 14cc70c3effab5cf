// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry.hh"

#include <cstddef>
#include <string_view>

namespace hardenctl {

/**
 * Reads "Process PID (COMM) of user UID dumped core." and "… terminated abnormally with signal
 * 31/SYS, processing...", systemd-coredump's own sentences, into the fields that are still empty.
 * The caller knows that systemd-coredump sent it, or that pasted text claims so.
 */
void complete_coredump_facts(Entry &entry);

/** Does the line hold such a sentence? The stack may follow it, in lines without any prefix. */
bool tells_coredump(std::string_view line) noexcept;

/** "Stack trace of thread 510:", "#0  0x00007f… fchown (libc.so.6 + 0x107dcb)", "Module …" */
bool is_stack_line(std::string_view line) noexcept;

/**
 * How much of a text that begins behind a line, at its newline, is the printed stack that belongs
 * to it.
 */
std::size_t stack_size(std::string_view text) noexcept;

/** The entry's message is a stack without a sentence that says whose: as systemd-coredump's. */
void read_stack(Entry &entry);

} // namespace hardenctl
