// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/file-change.hh"

#include "base/rooted-file.hh"

#include <fmt/format.h>

namespace hardenctl {

namespace {

std::uint64_t microseconds(const timespec &time) noexcept
{
	constexpr std::uint64_t second = 1000000;
	return static_cast<std::uint64_t>(time.tv_sec) * second +
	       static_cast<std::uint64_t>(time.tv_nsec) / 1000;
}

bool is_in_force_at_once(const std::string &path)
{
	return path.find(".control/") != path.npos;
}

void add_drop_in_directories(std::vector<std::string> &paths, const UnitConfig &config, bool user)
{
	for (const std::string &name : config.names)
		for (const std::string_view base : {"/etc/systemd/", "/run/systemd/"})
			paths.push_back(
				fmt::format("{}{}/{}.d", base, user ? "user" : "system", name));
}

} // namespace

FileTimes file_times(const std::string &root, const std::string &path)
{
	const auto status = stat_in_root(root, path);
	if (!status)
		return {};
	return {microseconds(status->st_mtim), microseconds(status->st_ctim)};
}

std::vector<std::string> unit_file_places(const UnitConfig &config, bool user)
{
	std::vector<std::string> paths = config.drop_ins;
	if (!config.fragment.empty())
		paths.push_back(config.fragment);
	std::erase_if(paths, is_in_force_at_once);
	add_drop_in_directories(paths, config, user);
	return paths;
}

std::optional<ChangedFile> newest_change(
	const UnitConfig &config, const std::string &root, bool user)
{
	ChangedFile newest;
	for (const std::string &path : unit_file_places(config, user)) {
		const auto time = file_times(root, path).written;
		if (time > newest.time)
			newest = {path, time};
	}
	return newest.time == 0 ? std::nullopt : std::optional{newest};
}

} // namespace hardenctl
