// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/load-path.hh"

#include "base/rooted-file.hh"
#include "unit/unit-name.hh"

#include <algorithm>
#include <map>

namespace hardenctl {

namespace {

using ByName = std::map<std::string, std::string>;

/** "foo-bar-.service", "foo-.service" of "foo-bar-baz.service"; an instance is kept. */
void add_dash_prefixes(std::vector<std::string> &names, UnitName name)
{
	for (;;) {
		const auto dash = name.prefix.rfind('-');
		if (dash == name.prefix.npos || dash == 0)
			return;
		name.prefix.resize(dash + 1);
		names.push_back(name.full());
		name.prefix.resize(dash);
	}
}

/** From specific to general. */
std::vector<std::string> candidates(const std::string &unit)
{
	std::vector<std::string> names{unit};
	const auto parts = parse_unit_name(unit);
	if (!parts)
		return names;
	if (const auto template_name = parts->template_name()) {
		names.push_back(*template_name);
		add_dash_prefixes(names, *parse_unit_name(*template_name));
	}
	add_dash_prefixes(names, *parts);
	return names;
}

/** The first of a name wins and hides the others, even if it is empty or leads to /dev/null. */
void add_directory(ByName &found, const std::string &root, const std::string &directory)
{
	for_each_entry_in_root(root, directory, [&](std::string_view name, bool) {
		if (name.ends_with(".conf"))
			found.try_emplace(std::string{name}, directory + "/" + std::string{name});
	});
}

void add_candidate(ByName &found, const LoadPath &load_path, const LoadPath::Directory &directory,
	const std::string &name)
{
	if (directory.has(name + ".d"))
		add_directory(found, load_path.search().root, directory.path + "/" + name + ".d");
}

std::vector<std::string> paths_of(const ByName &found)
{
	std::vector<std::string> paths;
	for (const auto &[name, path] : found)
		paths.push_back(path);
	return paths;
}

} // namespace

std::vector<std::string> find_drop_ins(
	const LoadPath &load_path, const std::vector<std::string> &names)
{
	ByName found;
	for (const auto &name : names) {
		const auto general = candidates(name);
		for (const auto &directory : load_path.directories())
			for (const auto &candidate : general)
				add_candidate(found, load_path, directory, candidate);
	}
	const auto parts = names.empty() ? std::nullopt : parse_unit_name(names[0]);
	for (const auto &directory : load_path.directories())
		if (parts)
			add_candidate(found, load_path, directory, parts->type);
	return paths_of(found);
}

std::vector<std::string> list_drop_ins(const std::string &root, const std::string &directory)
{
	ByName found;
	add_directory(found, root, directory);
	return paths_of(found);
}

} // namespace hardenctl
