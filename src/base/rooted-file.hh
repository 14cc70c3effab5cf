// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/file.hh"
#include "base/function-ref.hh"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace hardenctl {

/*
 * Files below a root directory that may have been filled by somebody hostile: that of --root=, of a
 * container. All links, absolute ones and "..", are resolved inside root by directory descriptors,
 * so that nothing leads out of it, not even what is renamed meanwhile. Only regular files and
 * directories are ever opened: no FIFO, no device, no magic link of /proc.
 *
 * Root "" or "/" is the running system, where the kernel resolves. Paths are absolute inside root.
 */

enum class LastLink { Follow, Keep };

/** For fstat(2), fstatvfs(2) and the like (O_PATH); empty with errno set if it is not there. */
FileDescriptor find_in_root(
	const std::string &root, const std::string &path, LastLink last = LastLink::Follow);

/** As stat(2) and lstat(2); nothing with errno set if it fails. */
std::optional<struct stat> stat_in_root(const std::string &root, const std::string &path);
std::optional<struct stat> lstat_in_root(const std::string &root, const std::string &path);

/** Readable. Throws Error that names the path: it is not there, not readable, no regular file. */
FileDescriptor open_in_root(const std::string &root, const std::string &path);

/** As read_file() of base/file.hh, inside root. */
std::string read_file_in_root(
	const std::string &root, const std::string &path, std::size_t max_size);

/**
 * Calls for each entry of a directory but hidden ones, in no order.
 * @return false with errno set if it cannot be listed
 */
bool for_each_entry_in_root(const std::string &root, const std::string &path,
	FunctionRef<void(std::string_view name, bool is_link)> function);

/**
 * The path with all its links resolved; nothing if it does not exist or its links run in a circle.
 * What we have no permission to look up is taken as it is written. Good for comparing and for
 * messages; to open something, use the functions above with the path as it was.
 */
std::optional<std::string> resolve_in_root(const std::string &root, const std::string &path);

/** The target of a symlink, made absolute inside root; nothing if it is none. */
std::optional<std::string> link_target(const std::string &root, const std::string &path);

/** A path by which calls that take none but paths reach what find_in_root() found. */
std::string descriptor_path(const FileDescriptor &file);

} // namespace hardenctl
