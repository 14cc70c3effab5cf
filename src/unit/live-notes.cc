// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/live-config.hh"

#include "base/path.hh"
#include "unit/live-merge.hh"

#include <algorithm>
#include <fmt/format.h>
#include <sys/stat.h>

namespace hardenctl {

namespace {

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

/** Folders of drop-ins below /etc and /run, where one may have been taken away. */
std::vector<std::string> drop_in_folders(const LiveUnit &live, bool user)
{
	std::vector<std::string> folders;
	for (const std::string &name : live.names)
		for (const std::string_view base : {"/etc/systemd/", "/run/systemd/"})
			folders.push_back(
				fmt::format("{}{}/{}.d", base, user ? "user" : "system", name));
	return folders;
}

} // namespace

std::optional<std::string> file_changed_after(
	const LiveUnit &live, const UnitSearch &search, std::uint64_t time)
{
	std::vector<std::string> paths = live.drop_ins;
	paths.push_back(live.fragment);
	std::erase_if(paths, is_in_force_at_once);
	const auto is_later = [&](const std::string &path) {
		return changed_at(below_root(search.root, path)) > time;
	};
	if (const auto file = std::ranges::find_if(paths, is_later); file != paths.end())
		return *file;
	const auto folders = drop_in_folders(live, search.user);
	const auto folder = std::ranges::find_if(folders, is_later);
	return folder == folders.end() ? std::nullopt : std::optional{*folder};
}

void note_live_changes(UnitConfig &config, const LiveUnit &live, const UnitSearch &search)
{
	if (config.load_state == LoadState::NotFound)
		return;
	if (live.need_reload) {
		const UnitConfig disk = load_unit(search, live.id);
		note_need_of_reload(config, &disk, search.systemd_version);
		return;
	}
	// what a transient unit's file says came with its start
	if (!live.is_running() || live.inactive_exit == 0 || live.transient)
		return;
	if (const auto path = file_changed_after(live, search, live.inactive_exit))
		config.diagnostics.push_back({Level::Warning,
			fmt::format("{} was changed after {} was started: what runs may have other "
				    "settings; a restart puts them in force.",
				*path, live.id)});
}

} // namespace hardenctl
