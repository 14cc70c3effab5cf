// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/edit-proposals.hh"

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

/** Directories that systemd makes, chowns or removes for a service: systemd.exec(5),
 * "RuntimeDirectory=, StateDirectory=, …". */
namespace hardenctl {

struct ServiceOwner {
	uid_t uid = 0;
	gid_t gid = 0;
};

/**
 * User and group of the service's files, by User= and Group= and the passwd and group files below
 * the tree; nothing for a dynamic user, or for one that is not there.
 */
std::optional<ServiceOwner> owner_of_service(const Sandbox &sandbox, const std::string &tree);

/** What systemd would do to a directory that StateDirectory= and its like name. */
enum class DirectoryState {
	/** It cannot be told: the files of the unit's system are not at hand. */
	Unknown,
	/** Nothing is there, and no other unit's files name it. */
	Free,
	/** A directory of exactly the service's user and group. */
	Owned,
	/** Another's, a link, of the system, or removed by systemd when the service stops. */
	Foreign,
};

/** Of the managed directory at or around a path; Foreign if no directive manages one there. */
DirectoryState managed_directory_state(const RepairCase &repair, std::string_view path);

/**
 * "StateDirectory=nginx" for what lies below /var/lib/nginx, and a line that keeps the
 * mode of the directory if that is not systemd's; empty if no managed directory fits. Never
 * ConfigurationDirectory=, which would open a part of /etc.
 */
std::vector<std::string> managed_directory_lines(const RepairCase &repair, std::string_view path);

/** "StateDirectory=nginx/cache" for /var/lib/nginx/cache; nothing if no managed directory fits. */
std::optional<std::string> managed_directory_line(std::string_view path);

} // namespace hardenctl
