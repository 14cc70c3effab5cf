// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "observe/observation.hh"
#include "sandbox/sandbox.hh"

#include <string>

namespace hardenctl {

/** What was tried, as the model takes it. */
Operation operation_of(const ObservedEvent &seen, const Sandbox &sandbox);

/** "openat("/var/lib/x", O_WRONLY|O_CREAT) = EROFS, by nginx[510]" */
std::string observation_in_words(const ObservedEvent &seen);

/** Did a process end in a way that is none of its own plans? */
bool is_bad_end(const ObservedEvent &seen) noexcept;

} // namespace hardenctl
