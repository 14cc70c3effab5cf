// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/managed-directory.hh"

#include "base/path.hh"
#include "base/rooted-file.hh"
#include "knowledge/managed-directories.hh"
#include "unit/directory-claims.hh"
#include "unit/file-access.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace hardenctl {

namespace {

/** Directories of the system or of packages that many services use: no service may own them. */
constexpr std::string_view foreign_directories[]{"/run/credentials", "/run/dbus", "/run/initctl",
	"/run/lock", "/run/log", "/run/mount", "/run/network", "/run/sshd", "/run/systemd",
	"/run/udev", "/run/user", "/var/cache/apt", "/var/cache/debconf", "/var/cache/ldconfig",
	"/var/cache/man", "/var/cache/private", "/var/lib/apt", "/var/lib/dbus", "/var/lib/dpkg",
	"/var/lib/misc", "/var/lib/pam", "/var/lib/private", "/var/lib/systemd", "/var/log/apt",
	"/var/log/audit", "/var/log/journal", "/var/log/private"};

/** A base and the name below it. */
struct ManagedDirectory {
	const ManagedDirectoryBase &base;
	std::string name;
	std::string path;
};

std::optional<ManagedDirectory> managed_directory(std::string_view path)
{
	for (const ManagedDirectoryBase &row : managed_directory_bases()) {
		/* ConfigurationDirectory= would open a part of /etc */
		if (!path_is_below(path, row.base) || path.size() <= row.base.size() + 1 ||
			row.base == "/etc")
			continue;
		std::string_view name = path.substr(row.base.size() + 1);
		if (name.starts_with("private/"))
			name.remove_prefix(std::string_view{"private/"}.size());
		name = name.substr(0, name.find('/'));
		return ManagedDirectory{
			row, std::string{name}, fmt::format("{}/{}", row.base, name)};
	}
	return std::nullopt;
}

bool is_owned(const Sandbox &sandbox, const std::string &tree, const struct stat &status)
{
	const auto owner = owner_of_service(sandbox, tree);
	return owner && S_ISDIR(status.st_mode) && status.st_uid == owner->uid &&
	       status.st_gid == owner->gid;
}

/** "StateDirectoryMode=0750" where the directory has that mode and the unit does not say so:
 * systemd would give it 0755. */
std::string mode_line(const RepairCase &repair, const ManagedDirectory &directory)
{
	constexpr mode_t default_mode = 0755;
	constexpr mode_t all_bits = 07777;
	if (!repair.file_tree || repair.sandbox.settings().find(directory.base.mode))
		return {};
	const auto status = lstat_in_root(*repair.file_tree, directory.path);
	if (!status || !S_ISDIR(status->st_mode) || (status->st_mode & all_bits) == default_mode)
		return {};
	return fmt::format("{}={:04o}", name(directory.base.mode), status->st_mode & all_bits);
}

} // namespace

std::optional<ServiceOwner> owner_of_service(const Sandbox &sandbox, const std::string &tree)
{
	const std::string_view user_name = sandbox.settings().value(Directive::User);
	const std::string_view group_name = sandbox.settings().value(Directive::Group);
	ServiceOwner owner;
	FileUser user;
	if (sandbox.settings().has_dynamic_user())
		return std::nullopt;
	if (!user_name.empty()) {
		if (!find_user(tree, user_name, user))
			return std::nullopt;
		owner = {.uid = user.uid, .gid = user.groups.front()};
	}
	if (!group_name.empty()) {
		const auto group = find_group(tree, group_name);
		if (!group)
			return std::nullopt;
		owner.gid = *group;
	}
	return owner;
}

DirectoryState managed_directory_state(const RepairCase &repair, std::string_view path)
{
	const auto directory = managed_directory(path);
	if (!directory || directory->name.empty() ||
		std::ranges::find(foreign_directories, directory->path) !=
			std::end(foreign_directories))
		return DirectoryState::Foreign;
	/* a service of root that has become another user itself: its directory is that one's */
	const auto uid = repair.denial.operation.uid;
	if (repair.sandbox.starts_as_root() && uid && *uid != 0)
		return DirectoryState::Foreign;
	if (!repair.file_tree)
		return DirectoryState::Unknown;
	const std::string &tree = *repair.file_tree;
	if (const auto status = lstat_in_root(tree, directory->path))
		return directory->base.is_kept && is_owned(repair.sandbox, tree, *status)
			       ? DirectoryState::Owned
			       : DirectoryState::Foreign;
	const bool is_claimed = is_claimed_by_another_unit(
		{.root = tree, .user = repair.sandbox.system().user_manager}, repair.config,
		directory->base.directive, directory->name);
	return is_claimed ? DirectoryState::Foreign : DirectoryState::Free;
}

std::vector<std::string> managed_directory_lines(const RepairCase &repair, std::string_view path)
{
	const auto directory = managed_directory(path);
	if (!directory || directory->name.empty() || path == directory->path)
		return {};
	std::vector<std::string> lines{
		fmt::format("{}={}", name(directory->base.directive), quote_word(directory->name))};
	if (auto mode = mode_line(repair, *directory); !mode.empty())
		lines.push_back(std::move(mode));
	return lines;
}

std::vector<std::string> managed_directory_itself(std::string_view path)
{
	const auto directory = managed_directory(path);
	if (!directory || directory->name.empty())
		return {};
	return {fmt::format("{}={}", name(directory->base.directive),
		quote_word(path.substr(directory->base.base.size() + 1)))};
}

std::string_view ownership_text(DirectoryState state) noexcept
{
	switch (state) {
	case DirectoryState::Free:
		return "systemd makes the directory, owned by the service, and keeps it writable";
	case DirectoryState::Owned:
		return "the directory is the service's own: systemd keeps it writable";
	case DirectoryState::Unknown:
		return "if the directory is this service's alone: systemd makes it and gives it to "
		       "the service's user";
	case DirectoryState::Foreign:
		break;
	}
	return {};
}

} // namespace hardenctl
