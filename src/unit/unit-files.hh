// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-config.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** Where unit files are looked for; systemd.unit(5), "Unit File Load Path". */
struct UnitSearch {
	/** Prefix of all paths, empty for the running system. */
	std::string root;
	bool user = false;
	/** Of the systemd that reads them, 0 if unknown: decides which keys and values are valid.
	 */
	unsigned systemd_version = 0;
};

/**
 * "nginx" gives "nginx.service"; any other unit suffix stays. Throws Error for what can be no unit
 * name at all.
 */
std::string mangle_unit_name(std::string_view name);

/**
 * Reads fragment and drop-ins and merges them. Not found or masked is a load_state, not an error.
 * Throws Error if a file exists but cannot be read, and for a name that is no valid unit name.
 */
UnitConfig load_unit(const UnitSearch &search, const std::string &unit);

/**
 * The same for a unit file given by path; drop-ins are those beside it (PATH.d/) only. Throws Error
 * if it cannot be read.
 */
UnitConfig load_unit_file(const UnitSearch &search, const std::string &path);

/** As load_unit_file(), for a text that is at hand; no drop-ins. Never throws for what is in it. */
UnitConfig load_unit_text(const UnitSearch &search, const std::string &path, std::string_view text);

/**
 * The text of a unit file or drop-in at a path inside root. Nothing if there is none; empty for
 * /dev/null, too. Throws Error if it exists and cannot be read.
 */
std::optional<std::string> read_unit_file(const std::string &root, const std::string &path);

/** Names of all service units in the load path, templates too; sorted. */
std::vector<std::string> list_unit_files(const UnitSearch &search);

/**
 * Major version of the systemd below root, told from its files (libsystemd-shared-257.so) or from
 * os-release; 0 if unknown.
 */
unsigned systemd_version_of(const std::string &root);

} // namespace hardenctl
