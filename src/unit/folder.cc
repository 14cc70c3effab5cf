// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/folder.hh"

#include <dirent.h>
#include <memory>

namespace hardenctl {

namespace {

struct CloseFolder {
	void operator()(DIR *folder) const noexcept { closedir(folder); }
};

} // namespace

void for_each_entry(const std::string &host_path,
	FunctionRef<void(std::string_view name, bool is_link)> function)
{
	// opendir() sets O_CLOEXEC.
	const std::unique_ptr<DIR, CloseFolder> folder{opendir(host_path.c_str())};
	if (!folder)
		return;
	while (const auto *entry = readdir(folder.get()))
		// Some file systems do not know the type; asking for the target settles it then.
		if (entry->d_name[0] != '.')
			function(entry->d_name,
				entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN);
}

} // namespace hardenctl
