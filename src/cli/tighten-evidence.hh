// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"
#include "observe/observation.hh"

#include <span>
#include <string>
#include <vector>

namespace hardenctl {

/**
 * --trace of `tighten`: what was saved, and the files. Throws Error: there is none, a file that is
 * none, or is of another unit.
 */
std::vector<Recording> recordings_of(const CommandLine &command_line, const std::string &unit);

/** Paths of what ran in them; each once. */
std::vector<std::string> executed_programs(std::span<const Recording> recordings);

} // namespace hardenctl
