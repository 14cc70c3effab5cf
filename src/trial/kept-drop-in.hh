// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hardenctl {

/**
 * Writes what stays, atomically: behind what an earlier hardenctl wrote in this folder, if that
 * file still sorts after all others, else in a new file that does.
 * @param drop_ins of the unit, without the one on trial
 * @return path. Throws Error: read-only (offers --runtime), disk full
 */
std::string write_kept_drop_in(const std::string &folder, std::string_view verb,
	const std::string &unit, std::string_view text, std::span<const std::string> drop_ins);

/** Throws Error if nothing can be written there; makes nothing. */
void check_writable(const std::string &folder, bool persistent);

} // namespace hardenctl
