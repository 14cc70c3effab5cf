// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>

namespace hardenctl {

/**
 * Throws Error unless the directory is one that only this user can change: no link, owned by the
 * user, not writable by others, in a directory where nobody else can put another in its place. What
 * is opened in it by name is then what this user has put there.
 * @return false if there is nothing of that name
 */
bool check_own_directory(const std::string &path);

/** Made if it is missing, 0700. Throws Error as check_own_directory(). */
void make_own_directory(const std::string &path);

} // namespace hardenctl
