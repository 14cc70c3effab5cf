// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "observe/observation.hh"

#include <string>
#include <string_view>

namespace hardenctl {

/**
 * A recording as JSON lines, described in hardenctl-json(5): a line that begins it, one for each
 * observation, one for what was used, one that ends it. No contents of files, no environment, no
 * arguments of programs.
 */
std::string recording_text(const Recording &recording);

/**
 * The other way round. Keys and events that are not known are left out, so that a newer hardenctl
 * may add some; a recording without its end, of a process that was killed, is read as far as it
 * goes. Throws Error that names the file: it is none, or of another format.
 */
Recording parse_recording(std::string_view text, const std::string &name);

/** Throws Error. @param name "-" for standard input */
Recording read_recording(const std::string &name);

} // namespace hardenctl
