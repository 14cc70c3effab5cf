// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace hardenctl {

/** Who asks for a file. */
struct FileUser {
	uid_t uid = 0;
	/** The primary and the supplementary ones. */
	std::vector<gid_t> groups;
};

enum class FileAccess {
	/** Cannot be told: an ACL, a place that we may not look into ourselves, a loop. */
	Unknown,
	Allowed,
	/** By the mode of the file or of a directory above it. */
	RefusedByMode,
	/** So to the user that a drop-in sets, not to the one that the unit had before. */
	RefusedToNewUser,
	/** It, or a directory above it, does not exist. */
	Missing,
	/** May be written by its mode, but its file system is mounted read-only. */
	ReadOnlyFileSystem,
};

enum class AccessMode { Existence, Reading, Writing, Creating, Executing };

/**
 * What plain files say now, without any sandbox: open(2), path_resolution(7). Root passes all
 * modes. Symbolic links are followed inside root. ACLs and LSMs are not understood.
 */
FileAccess file_access(
	const std::string &root, const std::string &path, const FileUser &user, AccessMode wanted);

/**
 * A user by name or number, from the passwd and group files below root. With `groups` all groups
 * that list it.
 * @return false if there is no such user there
 */
bool find_user(const std::string &root, std::string_view name, FileUser &user);

/** Every login of the passwd file below root. */
std::vector<std::string> user_names(const std::string &root);
/** Every name of the group file below root. */
std::vector<std::string> group_names(const std::string &root);

/** "www-data"; the number if it has no name there. */
std::string name_of_user(const std::string &root, uid_t uid);
std::string name_of_group(const std::string &root, gid_t gid);

/** A group by name or number, from the group file below root; nothing if it is not there. */
std::optional<gid_t> find_group(const std::string &root, std::string_view name);

} // namespace hardenctl
