// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/control-group.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/text.hh"

#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/vfs.h>

namespace hardenctl {

namespace {

constexpr std::size_t max_group_file = 64 * 1024;
/** CGROUP2_SUPER_MAGIC of linux/magic.h */
constexpr decltype(static_cast<struct statfs *>(nullptr)->f_type) version_2 = 0x63677270;

} // namespace

std::string control_group_mount()
{
	for (const char *place : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"}) {
		struct statfs status;
		if (statfs(place, &status) == 0 && status.f_type == version_2)
			return place;
	}
	throw Error{"Control group version 2 is not mounted at /sys/fs/cgroup/ or "
		    "/sys/fs/cgroup/unified/: units cannot be told apart in the kernel."};
}

std::string control_group_of(int pid)
{
	const std::string path = fmt::format("/proc/{}/cgroup", pid);
	const std::string text = read_file(path, max_group_file);
	for (const std::string_view line : split(text, '\n'))
		if (line.starts_with("0::"))
			return std::string{line.substr(3)};
	throw Error{fmt::format("{} has no control group of version 2.", path)};
}

std::vector<std::uint64_t> control_group_ids(const std::string &group)
{
	namespace fs = std::filesystem;
	const fs::path top = control_group_mount() + group;
	std::vector<std::uint64_t> ids;
	const auto add = [&](const fs::path &path) {
		struct stat status;
		if (stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
			ids.push_back(status.st_ino);
	};
	add(top);
	std::error_code error;
	for (auto entry = fs::recursive_directory_iterator{top, error};
		!error && entry != fs::recursive_directory_iterator{}; entry.increment(error))
		if (entry->is_directory(error))
			add(entry->path());
	return ids;
}

std::string group_of_slice(std::string_view slice)
{
	constexpr std::string_view suffix = ".slice";
	if (!slice.ends_with(suffix) || slice == "-.slice")
		return {};
	const std::string_view name = slice.substr(0, slice.size() - suffix.size());
	std::string group;
	for (std::size_t dash = name.find('-');; dash = name.find('-', dash + 1)) {
		group += fmt::format("/{}.slice", name.substr(0, dash));
		if (dash == name.npos)
			return group;
	}
}

} // namespace hardenctl
