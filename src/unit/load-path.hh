// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-files.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/**
 * The directories that unit files are looked for in and what is in them, read once: whoever loads
 * many units makes one LoadPath for all of them.
 */
class LoadPath {
public:
	struct Directory {
		/** As systemd names it, inside root. */
		std::string path;
		/** All symlinks resolved, inside root. */
		std::string real_path;
		/** Names of unit files and of "….d" directories; sorted. */
		std::vector<std::string> names;
		/** Those of the names that are symlinks; sorted. */
		std::vector<std::string> links;

		bool has(const std::string &name) const noexcept;
	};

	/** A name that is a symlink and the name that it leads to in the end. */
	struct Alias {
		std::string name;
		std::string target;
	};

private:
	UnitSearch search_;
	std::vector<Directory> directories_;
	/** Found at the first need. */
	mutable std::optional<std::vector<Alias>> aliases_;

public:
	/** Directories that do not exist or cannot be listed are left out. */
	explicit LoadPath(const UnitSearch &search);

	const UnitSearch &search() const noexcept { return search_; }
	/** Existing ones, the first wins. */
	const std::vector<Directory> &directories() const noexcept { return directories_; }
	bool contains_directory(const std::string &real_path) const noexcept;
	/** All of them; links to files outside the load path are none. Not for two threads at once.
	 */
	const std::vector<Alias> &aliases() const;
};

/** Where a unit's own file is. */
struct FragmentPath {
	/** The name that the aliases lead to. */
	std::string id;
	/** As seen inside root; empty if there is none. */
	std::string path;
};

/** Follows aliases and falls back on templates. */
FragmentPath find_fragment(const LoadPath &load_path, const std::string &unit);

/** All names that lead to this unit, itself first. */
std::vector<std::string> find_names(const LoadPath &load_path, const std::string &id);

/** Drop-ins in the order in which they are applied, hidden ones left out. */
std::vector<std::string> find_drop_ins(
	const LoadPath &load_path, const std::vector<std::string> &names);

/** The same for one directory, a path inside root. */
std::vector<std::string> list_drop_ins(const std::string &root, const std::string &directory);

/** As the functions of unit-files.hh, for many units. */
UnitConfig load_unit(const LoadPath &load_path, const std::string &unit);
/** As another version of systemd takes it. */
UnitConfig load_unit(const LoadPath &load_path, const std::string &unit, unsigned systemd_version);
std::vector<std::string> list_unit_files(const LoadPath &load_path);

} // namespace hardenctl
