// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-config.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hardenctl {

/** A unit file, or a directory of drop-ins, and when it was changed. */
struct ChangedFile {
	std::string path;
	/** Microseconds since the epoch. */
	std::uint64_t time = 0;
};

/** Microseconds since the epoch, 0 if unknown. */
struct FileTimes {
	/** Of its content (mtime), by whoever wrote it: that may have been at a package's build. */
	std::uint64_t written = 0;
	/** When it came to stand there (ctime). */
	std::uint64_t placed = 0;
};

FileTimes file_times(const std::string &root, const std::string &path);

/**
 * A unit's files, and the directories of its drop-ins, where one may have been taken away. Not what
 * set-property writes, which is in force at once.
 */
std::vector<std::string> unit_file_places(const UnitConfig &config, bool user);

/** The newest change of these below root. */
std::optional<ChangedFile> newest_change(
	const UnitConfig &config, const std::string &root, bool user);

} // namespace hardenctl
