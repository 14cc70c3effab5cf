// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hardenctl {

/** What stays, once it is written. */
struct KeptDropIn {
	std::string path;
	/** What was there before, if there was such a file. */
	std::optional<std::string> before;

	/** As it was, byte for byte. Throws Error. */
	void undo() const;
};

/**
 * Writes what stays, atomically: behind what an earlier hardenctl wrote in this folder, if that
 * file still sorts after all others, else in a new file that does. Throws Error: read-only, disk
 * full.
 * @param drop_ins of the unit, without the one on trial
 */
KeptDropIn write_kept_drop_in(const std::string &folder, std::string_view verb,
	const std::string &unit, std::string_view text, std::span<const std::string> drop_ins,
	bool user = false);

/**
 * Throws Error if nothing can be written there, with the way out (--runtime, sudo). Makes nothing.
 */
void check_writable(const std::string &folder, bool persistent);

} // namespace hardenctl
