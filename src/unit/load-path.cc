// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/load-path.hh"

#include "base/rooted-file.hh"
#include "base/text.hh"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace hardenctl {

namespace {

constexpr std::array<std::string_view, 13> system_directories{
	"/etc/systemd/system.control",
	"/run/systemd/system.control",
	"/run/systemd/transient",
	"/run/systemd/generator.early",
	"/etc/systemd/system",
	"/etc/systemd/system.attached",
	"/run/systemd/system",
	"/run/systemd/system.attached",
	"/run/systemd/generator",
	"/usr/local/lib/systemd/system",
	"/usr/lib/systemd/system",
	"/lib/systemd/system",
	"/run/systemd/generator.late",
};

std::string variable_or_empty(const char *variable)
{
	const char *value = getenv(variable);
	return value ? value : "";
}

/** What the environment says of the user holds for the running system only. */
struct UserDirectories {
	std::string config, data, runtime;

	explicit UserDirectories(const UnitSearch &search)
	{
		if (!search.root.empty() && search.root != "/")
			return;
		const auto home = variable_or_empty("HOME");
		const auto below_home = [&](const char *variable, std::string_view fallback) {
			const auto set = variable_or_empty(variable);
			return set.empty() && !home.empty() ? home + std::string{fallback} : set;
		};
		config = below_home("XDG_CONFIG_HOME", "/.config");
		data = below_home("XDG_DATA_HOME", "/.local/share");
		runtime = variable_or_empty("XDG_RUNTIME_DIR");
	}
};

std::vector<std::string> user_directories(const UnitSearch &search)
{
	const UserDirectories user{search};
	std::vector<std::string> paths;
	const auto add = [&](const std::string &base, std::string_view path) {
		if (!base.empty())
			paths.push_back(base + std::string{path});
	};
	add(user.config, "/systemd/user.control");
	add(user.runtime, "/systemd/user.control");
	add(user.runtime, "/systemd/transient");
	add(user.runtime, "/systemd/generator.early");
	add(user.config, "/systemd/user");
	add("/etc", "/xdg/systemd/user");
	add("/etc", "/systemd/user");
	add(user.runtime, "/systemd/user");
	add("/run", "/systemd/user");
	add(user.runtime, "/systemd/generator");
	add(user.data, "/systemd/user");
	for (const auto path : {"/local/share", "/share", "/local/lib", "/lib"})
		add("/usr" + std::string{path}, "/systemd/user");
	add(user.runtime, "/systemd/generator.late");
	return paths;
}

bool is_of_interest(std::string_view name) noexcept
{
	return name.ends_with(".d") || name.rfind('.') != name.npos;
}

LoadPath::Directory read_directory(const std::string &root, std::string path, std::string real_path)
{
	LoadPath::Directory directory{std::move(path), std::move(real_path), {}, {}};
	for_each_entry_in_root(root, directory.real_path, [&](std::string_view name, bool is_link) {
		if (!is_of_interest(name))
			return;
		directory.names.emplace_back(name);
		if (is_link)
			directory.links.emplace_back(name);
	});
	std::ranges::sort(directory.names);
	std::ranges::sort(directory.links);
	return directory;
}

} // namespace

bool LoadPath::Directory::has(const std::string &name) const noexcept
{
	return std::ranges::binary_search(names, name);
}

LoadPath::LoadPath(const UnitSearch &search) : search_(search)
{
	const auto paths = search.user ? user_directories(search)
				       : std::vector<std::string>{system_directories.begin(),
						 system_directories.end()};
	for (const auto &path : paths) {
		auto real_path = resolve_in_root(search.root, path);
		if (real_path && !contains_directory(*real_path))
			directories_.push_back(
				read_directory(search.root, path, *std::move(real_path)));
	}
}

bool LoadPath::contains_directory(const std::string &real_path) const noexcept
{
	return std::ranges::find(directories_, real_path, &Directory::real_path) !=
	       directories_.end();
}

} // namespace hardenctl
