// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/file-access.hh"

#include "base/error.hh"
#include "base/path.hh"
#include "base/rooted-file.hh"
#include "base/text.hh"
#include "unit/odd-files.hh"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <sys/statvfs.h>
#include <sys/xattr.h>

namespace hardenctl {

namespace {

constexpr mode_t may_read = 04;
constexpr mode_t may_write = 02;
constexpr mode_t may_execute = 01;

bool has_acl(const FileDescriptor &file) noexcept
{
	return getxattr(descriptor_path(file).c_str(), "system.posix_acl_access", nullptr, 0) > 0;
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
FileAccess judge(const FileDescriptor &file, const FileUser &user, mode_t bits)
{
	struct stat status {};
	if (!file || fstat(file.get(), &status) < 0)
		return errno == ENOENT || errno == ENOTDIR ? FileAccess::Missing
							   : FileAccess::Unknown;
	if (mode_allows(status, user, bits))
		return FileAccess::Allowed;
	return has_acl(file) ? FileAccess::Unknown : FileAccess::RefusedByMode;
}

/** May all directories above it be passed? */
FileAccess judge_way(const std::string &root, const std::string &path, const FileUser &user)
{
	for (std::size_t slash = 0; slash != path.npos; slash = path.find('/', slash + 1)) {
		const std::string above = slash == 0 ? "/" : path.substr(0, slash);
		if (const FileAccess access = judge(find_in_root(root, above), user, may_execute);
			access != FileAccess::Allowed)
			return access;
	}
	return FileAccess::Allowed;
}

FileAccess judge_mount(const FileDescriptor &file)
{
	struct statvfs status {};
	const bool read_only =
		fstatvfs(file.get(), &status) == 0 && (status.f_flag & ST_RDONLY) != 0;
	return read_only ? FileAccess::ReadOnlyFileSystem : FileAccess::Allowed;
}

mode_t bits_of(AccessMode wanted) noexcept
{
	switch (wanted) {
	case AccessMode::Existence:
		return 0;
	case AccessMode::Reading:
		return may_read;
	case AccessMode::Writing:
	case AccessMode::Creating:
		return may_write;
	case AccessMode::Executing:
		return may_execute;
	}
	return 0;
}

/** Empty if there is none that can be read: describe_odd_files() says so. */
std::string read_database(const std::string &root, const std::string &path)
{
	try {
		return read_file_in_root(root, path, max_user_database_size);
	} catch (const Error &) {
		return {};
	}
}

struct PasswdEntry {
	std::string login;
	uid_t uid;
	gid_t gid;
};

/** "app:x:4711:4712:…", passwd(5). */
std::optional<PasswdEntry> parse_passwd(std::string_view line)
{
	const auto fields = split(line, ':');
	if (fields.size() < 4)
		return std::nullopt;
	const auto uid = parse_number<uid_t>(fields[2]);
	const auto gid = parse_number<gid_t>(fields[3]);
	if (!uid || !gid)
		return std::nullopt;
	return PasswdEntry{std::string{fields[0]}, *uid, *gid};
}

std::optional<PasswdEntry> find_passwd(const std::string &root, std::string_view name)
{
	const std::string text = read_database(root, "/etc/passwd");
	const auto number = parse_number<uid_t>(name);
	for (const std::string_view line : split(text, '\n'))
		if (const auto entry = parse_passwd(line);
			entry && (number ? entry->uid == *number : entry->login == name))
			return entry;
	return std::nullopt;
}

struct GroupEntry {
	std::string_view name;
	gid_t gid;
};

/** "adm:x:4:syslog,app", group(5) */
std::optional<GroupEntry> parse_group(std::string_view line)
{
	const auto fields = split(line, ':');
	const auto gid = fields.size() < 3 ? std::nullopt : parse_number<gid_t>(fields[2]);
	return gid ? std::optional{GroupEntry{fields[0], *gid}} : std::nullopt;
}

/** The same: the GID if the login is listed. */
std::optional<gid_t> group_listing(std::string_view line, const std::string &login)
{
	const auto fields = split(line, ':');
	if (fields.size() < 4)
		return std::nullopt;
	const auto members = split(fields[3], ',');
	return std::ranges::find(members, login) == members.end() ? std::nullopt
								  : parse_number<gid_t>(fields[2]);
}

} // namespace

FileAccess file_access(
	const std::string &root, const std::string &path, const FileUser &user, AccessMode wanted)
{
	const auto parent = resolve_in_root(root, std::string{parent_path(path)});
	if (!parent)
		return FileAccess::Missing;
	if (const FileAccess way = judge_way(root, *parent + "/", user); way != FileAccess::Allowed)
		return way;
	const auto target = resolve_in_root(root, path);
	const bool writes = wanted == AccessMode::Writing || wanted == AccessMode::Creating;
	if (!target && wanted != AccessMode::Creating)
		return FileAccess::Missing;
	const FileDescriptor place = find_in_root(root, target ? *target : *parent);
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
	user = {.uid = entry->uid, .groups = {entry->gid}};
	const std::string text = read_database(root, "/etc/group");
	for (const std::string_view line : split(text, '\n'))
		if (const auto gid = group_listing(line, entry->login))
			user.groups.push_back(*gid);
	return true;
}

static std::vector<std::string> first_fields(const std::string &text)
{
	std::vector<std::string> names;
	for (const std::string_view line : split(text, '\n'))
		if (const auto colon = line.find(':'); colon != line.npos && colon != 0)
			names.emplace_back(line.substr(0, colon));
	return names;
}

std::vector<std::string> user_names(const std::string &root)
{
	return first_fields(read_database(root, "/etc/passwd"));
}

std::vector<std::string> group_names(const std::string &root)
{
	return first_fields(read_database(root, "/etc/group"));
}

std::string name_of_user(const std::string &root, uid_t uid)
{
	const auto entry = find_passwd(root, std::to_string(uid));
	return entry ? entry->login : std::to_string(uid);
}

std::string name_of_group(const std::string &root, gid_t gid)
{
	const std::string text = read_database(root, "/etc/group");
	for (const std::string_view line : split(text, '\n'))
		if (const auto entry = parse_group(line); entry && entry->gid == gid)
			return std::string{entry->name};
	return std::to_string(gid);
}

std::optional<gid_t> find_group(const std::string &root, std::string_view name)
{
	const std::string text = read_database(root, "/etc/group");
	const auto number = parse_number<gid_t>(name);
	for (const std::string_view line : split(text, '\n'))
		if (const auto entry = parse_group(line);
			entry && (number ? entry->gid == *number : entry->name == name))
			return entry->gid;
	return std::nullopt;
}

} // namespace hardenctl
