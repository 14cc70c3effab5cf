// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/file-access.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "unit/rooted.hh"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <grp.h>
#include <memory>
#include <optional>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>

namespace hardenctl {

namespace {

constexpr mode_t may_read = 04;
constexpr mode_t may_write = 02;
constexpr mode_t may_execute = 01;

struct FileDeleter {
	void operator()(FILE *file) const noexcept { fclose(file); }
};
using FileHandle = std::unique_ptr<FILE, FileDeleter>;

FileHandle open_database(const std::string &root, std::string_view path)
{
	return FileHandle{fopen(below_root(root, path).c_str(), "re")};
}

bool has_acl(const std::string &path) noexcept
{
	return getxattr(path.c_str(), "system.posix_acl_access", nullptr, 0) > 0;
}

bool mode_allows(const struct stat &status, const FileUser &user, mode_t bits) noexcept
{
	if (user.uid == 0)
		return (bits & may_execute) == 0 || S_ISDIR(status.st_mode) ||
		       (status.st_mode & 0111) != 0;
	constexpr unsigned owner_shift = 6;
	constexpr unsigned group_shift = 3;
	mode_t mode = status.st_mode;
	if (status.st_uid == user.uid)
		mode >>= owner_shift;
	else if (std::ranges::find(user.groups, status.st_gid) != user.groups.end())
		mode >>= group_shift;
	return (mode & bits) == bits;
}

/** Of one file or directory that exists. */
FileAccess judge(const std::string &path, const FileUser &user, mode_t bits)
{
	struct stat status {};
	if (stat(path.c_str(), &status) < 0)
		return errno == ENOENT || errno == ENOTDIR ? FileAccess::Missing
							   : FileAccess::Unknown;
	if (mode_allows(status, user, bits))
		return FileAccess::Allowed;
	return has_acl(path) ? FileAccess::Unknown : FileAccess::RefusedByMode;
}

/** May all directories above it be passed? */
FileAccess judge_way(const std::string &root, const std::string &path, const FileUser &user)
{
	for (std::size_t slash = 0; slash != path.npos; slash = path.find('/', slash + 1)) {
		const std::string above = slash == 0 ? "/" : path.substr(0, slash);
		if (const FileAccess access = judge(below_root(root, above), user, may_execute);
			access != FileAccess::Allowed)
			return access;
	}
	return FileAccess::Allowed;
}

FileAccess judge_mount(const std::string &path)
{
	struct statvfs status {};
	const bool read_only =
		statvfs(path.c_str(), &status) == 0 && (status.f_flag & ST_RDONLY) != 0;
	return read_only ? FileAccess::ReadOnlyFileSystem : FileAccess::Allowed;
}

mode_t bits_of(Wanted wanted) noexcept
{
	switch (wanted) {
	case Wanted::Existence:
		return 0;
	case Wanted::Reading:
		return may_read;
	case Wanted::Writing:
	case Wanted::Creating:
		return may_write;
	case Wanted::Executing:
		return may_execute;
	}
	return 0;
}

/** The files of a user database that match a test, one entry at a time. */
std::optional<passwd> find_passwd(const std::string &root, std::string_view name)
{
	const FileHandle file = open_database(root, "/etc/passwd");
	if (!file)
		return std::nullopt;
	const auto number = parse_number<uid_t>(name);
	while (const passwd *entry = fgetpwent(file.get()))
		if (number ? entry->pw_uid == *number : entry->pw_name == name)
			return *entry;
	return std::nullopt;
}

} // namespace

FileAccess file_access(
	const std::string &root, const std::string &path, const FileUser &user, Wanted wanted)
{
	const auto parent = resolve_in_root(root, std::string{parent_path(path)});
	if (!parent)
		return FileAccess::Missing;
	if (const FileAccess way = judge_way(root, *parent + "/", user); way != FileAccess::Allowed)
		return way;
	const auto target = resolve_in_root(root, path);
	const bool writes = wanted == Wanted::Writing || wanted == Wanted::Creating;
	if (!target && wanted != Wanted::Creating)
		return FileAccess::Missing;
	const std::string place = below_root(root, target ? *target : *parent);
	const mode_t bits = target ? bits_of(wanted) : may_write | may_execute;
	const FileAccess access = judge(place, user, bits);
	// the tree of another system is not mounted as that system does
	return access == FileAccess::Allowed && writes && root.empty() ? judge_mount(place)
								       : access;
}

bool find_user(const std::string &root, std::string_view name, FileUser &user)
{
	const auto entry = find_passwd(root, name);
	if (!entry)
		return false;
	user = {.uid = entry->pw_uid, .groups = {entry->pw_gid}};
	const std::string login = entry->pw_name;
	const FileHandle file = open_database(root, "/etc/group");
	while (const group *row = file ? fgetgrent(file.get()) : nullptr)
		for (char **member = row->gr_mem; *member != nullptr; ++member)
			if (*member == login)
				user.groups.push_back(row->gr_gid);
	return true;
}

} // namespace hardenctl
