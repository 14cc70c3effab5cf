// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-config.hh"

#include <cstdint>
#include <optional>
#include <string>

namespace hardenctl {

/** A unit file, or a folder of drop-ins, and when it was changed. */
struct ChangedFile {
	std::string path;
	/** Microseconds since the epoch. */
	std::uint64_t time = 0;
};

/**
 * The newest change of a unit's files below root, and of the folders of its drop-ins, where one may
 * have been taken away. What set-property writes is in force at once and does not count.
 */
std::optional<ChangedFile> newest_change(
	const UnitConfig &config, const std::string &root, bool user);

} // namespace hardenctl
