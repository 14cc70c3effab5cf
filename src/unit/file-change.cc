// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/file-change.hh"

#include "base/path.hh"

#include <fmt/format.h>
#include <sys/stat.h>

namespace hardenctl {

namespace {

/** 0 if unknown. */
std::uint64_t changed_at(const std::string &path) noexcept
{
	struct stat status {};
	constexpr std::uint64_t second = 1000000;
	if (stat(path.c_str(), &status) < 0)
		return 0;
	return static_cast<std::uint64_t>(status.st_mtim.tv_sec) * second +
	       static_cast<std::uint64_t>(status.st_mtim.tv_nsec) / 1000;
}

bool is_in_force_at_once(const std::string &path)
{
	return path.find(".control/") != path.npos;
}

void add_drop_in_folders(std::vector<std::string> &paths, const UnitConfig &config, bool user)
{
	for (const std::string &name : config.names)
		for (const std::string_view base : {"/etc/systemd/", "/run/systemd/"})
			paths.push_back(
				fmt::format("{}{}/{}.d", base, user ? "user" : "system", name));
}

} // namespace

std::optional<ChangedFile> newest_change(
	const UnitConfig &config, const std::string &root, bool user)
{
	std::vector<std::string> paths = config.drop_ins;
	if (!config.fragment.empty())
		paths.push_back(config.fragment);
	std::erase_if(paths, is_in_force_at_once);
	add_drop_in_folders(paths, config, user);
	ChangedFile newest;
	for (const std::string &path : paths)
		if (const auto time = changed_at(below_root(root, path)); time > newest.time)
			newest = {path, time};
	return newest.time == 0 ? std::nullopt : std::optional{newest};
}

} // namespace hardenctl
