// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "journal/entry.hh"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hardenctl {

/** Records of one event are at most so far apart, in microseconds. */
inline constexpr std::uint64_t same_event_time = 2000000;
/** TASK_COMM_LEN in linux/sched.h, without the NUL. */
inline constexpr std::size_t comm_length = 15;
/** Of the kernel, and of one process, at most so many entries are read. */
inline constexpr std::size_t max_kernel_entries = 5000;
inline constexpr std::size_t max_process_entries = 200;
/** Microseconds: a run's last lines may be received so long after what tells its end. */
inline constexpr std::uint64_t slack_after = 2000000;

/** That much earlier; at least 0. */
constexpr std::uint64_t minus(std::uint64_t time, std::uint64_t slack) noexcept
{
	return time < slack ? 0 : time - slack;
}

/** That much later; the time itself where no number holds that. */
constexpr std::uint64_t plus(std::uint64_t time, std::uint64_t slack) noexcept
{
	return time + slack < time ? time : time + slack;
}

/** No detector looks at more of a line than this; the rest of a longer one is not read. */
inline constexpr std::size_t max_line_length = 8192;

/** The message, cut at max_line_length. */
std::string_view line_of(const Entry &entry) noexcept;

/**
 * By trusted fields only: a program that writes "kernel: audit: …" stays a program. A pasted line
 * is what it claims to be.
 */
Source source_of(const Entry &entry) noexcept;

/** Is it a pasted line without sender, so that only its words can tell? */
bool is_bare_text(const Entry &entry) noexcept;

Evidence evidence_of(const Entry &entry, Source source);

/** A denial with all that the entry's fields tell: times, process and the line as evidence. */
Denial denial_of(const Entry &entry, Source source);

} // namespace hardenctl
