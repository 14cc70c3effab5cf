// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "observe/trace-event.h"

#include <string>
#include <string_view>

namespace hardenctl {

/**
 * The arguments of a call as strace(1) writes them, as far as they are known: quoted paths, names
 * of flags, families and addresses. Control characters of paths are C escapes.
 * @param path absolute, as the event has it
 */
std::string arguments_text(
	const trace_event &event, std::string_view call, const std::string &path);

/** "O_WRONLY|O_CREAT" */
std::string open_flags_text(unsigned long long flags);

/** "\"/var/lib/x\"", with what a terminal must not see escaped. */
std::string quoted_path(std::string_view path);

} // namespace hardenctl
