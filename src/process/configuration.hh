// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "process/runtime-facts.hh"
#include "unit/unit-config.hh"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/**
 * Paths that the unit's configuration names: its Exec lines, the files below /etc that these name,
 * and /etc/NAME, /etc/NAME.conf and /etc/default/NAME of these names. At most 400 files of 256 KiB,
 * 5000 entries of directories and 2000 paths. Links that lead out of /etc are not followed, and
 * what cannot be read is left out.
 * @param users of the unit's processes, see ConfiguredPath::is_own
 */
std::vector<ConfiguredPath> find_configured_paths(const std::string &root, const UnitConfig &config,
	const std::set<std::string> &names, const std::set<uid_t> &users);

/** Absolute paths in a text of any syntax, as they stand; comments are left out. */
std::vector<std::string> paths_in(std::string_view text);

} // namespace hardenctl
