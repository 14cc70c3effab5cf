// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/state-directory.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "base/write-file.hh"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace hardenctl {

namespace {

constexpr mode_t writable_by_others = S_IWGRP | S_IWOTH;

/** An entry of a sticky directory stays its owner's. */
bool keeps_entries(const struct stat &status) noexcept
{
	return (status.st_uid == 0 || status.st_uid == geteuid()) &&
	       ((status.st_mode & writable_by_others) == 0 || (status.st_mode & S_ISVTX) != 0);
}

[[noreturn]] void throw_foreign(const std::string &path, const struct stat &status)
{
	throw Error{fmt::format("{} can be changed by others (owner UID {}, mode {:04o}): remove "
				"it, or give it to UID {} with mode 0700.",
		path, status.st_uid, status.st_mode & 07777, geteuid())};
}

} // namespace

bool check_own_directory(const std::string &path)
{
	const FileDescriptor directory{
		open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
	if (!directory && errno == ENOENT)
		return false;
	if (!directory && (errno == ENOTDIR || errno == ELOOP))
		throw Error{fmt::format("{} is not a directory: remove it.", path)};
	struct stat status {
	}, above{};
	if (!directory || fstat(directory.get(), &status) < 0 ||
		fstatat(directory.get(), "..", &above, 0) < 0)
		throw Error{errno, "Cannot open " + path};
	if (status.st_uid != geteuid() || (status.st_mode & writable_by_others) != 0)
		throw_foreign(path, status);
	if (!keeps_entries(above))
		throw_foreign(std::string{parent_path(path)}, above);
	return true;
}

void make_own_directory(const std::string &path)
{
	make_directory(path, 0700);
	check_own_directory(path);
}

} // namespace hardenctl
