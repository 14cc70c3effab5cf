// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>

/** Changes of files that are whole or not at all, also after a crash. All throw Error that names
 * the path. */
namespace hardenctl {

/**
 * Replaces the file, or makes it: written beside it under a name that begins with a dot
 * (replacement_name()), synced, renamed, and the directory synced.
 */
void write_file_atomically(const std::string &path, std::string_view text, mode_t mode = 0644);

/** What write_file_atomically() may leave behind when it is killed. */
std::string replacement_name(const std::string &path);

/** And syncs the directory. @return false if there was none */
bool remove_file(const std::string &path);

/** One level. @return false if it was there already */
bool make_directory(const std::string &path, mode_t mode = 0755);

/** If it is empty; else it stays. */
void remove_empty_directory(const std::string &path);

} // namespace hardenctl
