// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/edit-proposals.hh"
#include "knowledge/repair-row.hh"

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

/** Of the managed directory at or around a path; Foreign if no directive manages one there. */
DirectoryState managed_directory_state(const RepairCase &repair, std::string_view path);

/**
 * "StateDirectory=nginx" for what lies below /var/lib/nginx, and a line that keeps the
 * mode of the directory if that is not systemd's; empty if no managed directory fits. Never
 * ConfigurationDirectory=, which would open a part of /etc.
 */
std::vector<std::string> managed_directory_lines(const RepairCase &repair, std::string_view path);

/** "StateDirectory=nginx/cache" for /var/lib/nginx/cache itself; empty if no directory fits. */
std::vector<std::string> managed_directory_itself(std::string_view path);

/** What a managed directory in this state means for the service, in words. */
std::string_view ownership_text(DirectoryState state) noexcept;

} // namespace hardenctl
