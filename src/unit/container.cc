// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/container.hh"

#include "base/error.hh"
#include "base/escape.hh"
#include "base/file.hh"
#include "base/rooted-file.hh"
#include "base/text.hh"
#include "unit/characters.hh"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <unistd.h>

namespace hardenctl {

namespace {

constexpr std::string_view state_directory = "/run/systemd/machines";
constexpr std::size_t max_state_size = 64 * 1024;

bool is_machine_name(std::string_view name) noexcept
{
	return !name.empty() && !name.starts_with('.') && !name.starts_with('-') &&
	       consists_of(name, "-._");
}

/** LEADER= of systemd-machined's own file of a machine. */
std::string leader_of(const std::string &name)
{
	const std::string path = fmt::format("{}/{}", state_directory, name);
	if (access(path.c_str(), F_OK) < 0)
		return {};
	const std::string text = read_file(path, max_state_size);
	for (const std::string_view line : split(text, '\n'))
		if (line.starts_with("LEADER="))
			return std::string{line.substr(line.find('=') + 1)};
	return {};
}

} // namespace

std::string container_root(std::string_view machine)
{
	const std::string name{machine.substr(machine.find('@') + 1)};
	if (name.empty() || name == ".host")
		return {};
	if (!is_machine_name(name))
		throw Error(
			fmt::format("Invalid machine name '{}'.", escape_for_terminal(machine)));
	const std::string leader = leader_of(name);
	if (!parse_number<unsigned>(leader))
		throw Error(fmt::format("No container {} runs here: `machinectl list` shows which "
					"ones do.",
			name));
	const std::string root = fmt::format("/proc/{}/root", leader);
	if (access((root + "/etc").c_str(), R_OK) < 0)
		throw Error(errno, fmt::format("Cannot look into container {}", name));
	return root;
}

std::vector<std::string> list_containers()
{
	std::vector<std::string> names;
	for_each_entry_in_root(
		"", std::string{state_directory}, [&](std::string_view name, bool is_link) {
			if (!is_link && is_machine_name(name))
				names.emplace_back(name);
		});
	std::ranges::sort(names);
	return names;
}

} // namespace hardenctl
