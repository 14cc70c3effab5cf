// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/load-path.hh"

#include "base/path.hh"
#include "base/rooted-file.hh"
#include "unit/unit-name.hh"

#include <algorithm>

namespace hardenctl {

namespace {

// systemd gives up after eight as well.
constexpr unsigned max_aliases = 8;

const LoadPath::Directory *directory_with(
	const LoadPath &load_path, const std::string &name) noexcept
{
	for (const auto &directory : load_path.directories())
		if (directory.has(name))
			return &directory;
	return nullptr;
}

/** The other name that this entry stands for, if it is a symlink to a name in the load path. */
std::optional<std::string> alias_target(
	const LoadPath &load_path, const LoadPath::Directory &directory, const std::string &name)
{
	if (!std::ranges::binary_search(directory.links, name))
		return std::nullopt;
	const auto &root = load_path.search().root;
	const auto target = link_target(root, directory.real_path + "/" + name);
	if (!target)
		return std::nullopt;
	std::string other{base_name(*target)};
	if (other == name || !parse_unit_name(other))
		return std::nullopt;
	const auto target_directory = resolve_in_root(root, std::string{parent_path(*target)});
	if (!target_directory || !load_path.contains_directory(*target_directory))
		return std::nullopt;
	return other;
}

/** "bar@.service" for the instance of "foo@x.service" is "bar@x.service". */
std::string with_instance(const std::string &name, const UnitName &instance)
{
	auto parts = parse_unit_name(name);
	if (!parts || !parts->is_template() || !instance.instance)
		return name;
	parts->instance = instance.instance;
	return parts->full();
}

/** Where a name leads to in the end. */
struct Followed {
	std::string name;
	std::string path;
};

std::optional<Followed> follow(const LoadPath &load_path, std::string name)
{
	for (unsigned links = 0; links <= max_aliases; links++) {
		const auto *directory = directory_with(load_path, name);
		if (!directory)
			return std::nullopt;
		auto target = alias_target(load_path, *directory, name);
		if (!target)
			return Followed{name, directory->path + "/" + name};
		name = *std::move(target);
	}
	return std::nullopt;
}

} // namespace

FragmentPath find_fragment(const LoadPath &load_path, const std::string &unit)
{
	const auto name = parse_unit_name(unit);
	if (auto found = follow(load_path, unit))
		return {found->name, found->path};
	const auto template_name = name ? name->template_name() : std::nullopt;
	if (!template_name)
		return {unit, {}};
	const auto found = follow(load_path, *template_name);
	if (!found)
		return {unit, {}};
	return {with_instance(found->name, *name), found->path};
}

const std::vector<LoadPath::Alias> &LoadPath::aliases() const
{
	if (aliases_)
		return *aliases_;
	auto &aliases = aliases_.emplace();
	for (const auto &directory : directories_)
		for (const auto &link : directory.links) {
			if (!parse_unit_name(link))
				continue;
			auto found = follow(*this, link);
			if (found && found->name != link)
				aliases.push_back({link, std::move(found->name)});
		}
	return aliases;
}

std::vector<std::string> find_names(const LoadPath &load_path, const std::string &id)
{
	std::vector<std::string> names{id};
	const auto parts = parse_unit_name(id);
	const auto template_name = parts ? parts->template_name() : std::nullopt;
	for (const auto &[alias, target] : load_path.aliases()) {
		if (target != id && target != template_name)
			continue;
		auto name = target == id ? alias : with_instance(alias, *parts);
		if (std::ranges::find(names, name) == names.end())
			names.push_back(std::move(name));
	}
	return names;
}

} // namespace hardenctl
