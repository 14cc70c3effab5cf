// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/odd-files.hh"

#include "base/path.hh"
#include "base/rooted-file.hh"

#include <fmt/format.h>

namespace hardenctl {

namespace {

struct KnownFile {
	const char *path;
	std::size_t max_size;
};

constexpr KnownFile known_files[]{
	{"/etc/group", max_user_database_size},
	{"/etc/hostname", max_short_file_size},
	{"/etc/machine-id", max_short_file_size},
	{"/etc/os-release", max_short_file_size},
	{"/etc/passwd", max_user_database_size},
};

} // namespace

Diagnostics describe_odd_files(const std::string &root)
{
	Diagnostics diagnostics;
	for (const KnownFile &file : known_files) {
		const auto status = stat_in_root(root, file.path);
		if (!status)
			continue;
		const std::string path = below_root(root, file.path);
		if (!S_ISREG(status->st_mode))
			diagnostics.push_back({Level::Warning,
				fmt::format("{} is not a regular file; ignored", path)});
		else if (static_cast<std::size_t>(status->st_size) > file.max_size)
			diagnostics.push_back(
				{Level::Warning, fmt::format("{} is larger than {} bytes; ignored",
							 path, file.max_size)});
	}
	return diagnostics;
}

} // namespace hardenctl
