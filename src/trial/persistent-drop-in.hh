// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace hardenctl {

/** A drop-in that is to stay: found first, so that a record can list it, and written then. */
struct KeptDropIn {
	std::string path;
	/** What is there now, if there is such a file. */
	std::optional<std::string> before;
	/** Its permissions. */
	mode_t mode = 0644;
	/** Directories that are missing, the outer ones first. */
	std::vector<std::string> missing_directories;

	/**
	 * Makes the directories and writes the file, atomically: the text behind what is there, or
	 * behind the header. Throws Error: read-only, disk full.
	 */
	void write(std::string_view header, std::string_view text) const;
};

/**
 * In what an earlier hardenctl wrote in this directory, if that file still sorts after all others,
 * else in a new file that does. Writes nothing. Throws Error.
 * @param drop_ins of the unit, without the one on trial
 */
KeptDropIn find_kept_drop_in(const std::string &directory, std::span<const std::string> drop_ins);

/** From the outside to the inside, those that are not there yet. */
std::vector<std::string> missing_directories(const std::string &directory);

/**
 * Throws Error if nothing can be written there, with the way out (--runtime, sudo). Makes nothing.
 */
void check_writable(const std::string &directory, bool persistent);

} // namespace hardenctl
