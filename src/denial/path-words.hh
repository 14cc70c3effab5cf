// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hardenctl {

/**
 * The absolute path that an error at [begin, end) of the line is about: the nearest before it, else
 * the first after it. Not the program's own name at the start of the line, no source file with a
 * line number, no URL, no date. Simplified; empty if there is none.
 */
std::string find_victim_path(std::string_view line, std::size_t begin, std::size_t end);

/** The last absolute path of a line without an error, quoted or bare; empty if there is none. */
std::string find_last_path(std::string_view line);

} // namespace hardenctl
