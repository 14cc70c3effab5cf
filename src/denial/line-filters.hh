// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry.hh"
#include "sandbox/operation.hh"

#include <string_view>

namespace hardenctl {

/** "\tat java.io.…", "    at Object.openSync (node:fs:601:3)" */
bool is_stack_frame(std::string_view line) noexcept;

/** A line of a printed error object: "  errno: -30," "  syscall: 'open'," */
bool is_error_detail(std::string_view line);

/** "path not found in PATH" and such: an error that its own words explain. */
bool is_finding_of_path(std::string_view line) noexcept;

/** "JIT enabled": words about executable memory in a line that reports no failure. */
bool is_harmless_memory_line(std::string_view line, bool has_error);

/** 1 for an error, 0.5 for a warning, 0.3 for what says that it goes on or is of debug level. */
double strength_of(const Entry &entry, std::string_view line);

/** Can an operation of this kind name a path? */
bool may_have_path(OperationKind kind) noexcept;

/** The error decides what the words mean: EFBIG a file size limit, EAFNOSUPPORT a socket, … */
void reclassify_by_errno(Operation &operation, int error_number);

} // namespace hardenctl
