// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstddef>
#include <string>

namespace hardenctl {

/** The newest part of a log, whole if it is not longer than max_log_size. */
struct LogInput {
	std::string text;
	/** Was older text left out? The first record may then be cut. */
	bool cut = false;
	/** Its very first bytes, which tell what it is, if they were left out. */
	std::string beginning;
};

/** Of pasted, exported and JSON logs this much of the newest text is read. */
inline constexpr std::size_t max_log_size = 128 * 1024 * 1024;

/** Reads to the end, also from a pipe. Throws Error that names the log. */
LogInput read_log_input(int fd, const std::string &name, std::size_t max_size = max_log_size);

} // namespace hardenctl
