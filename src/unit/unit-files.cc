// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/unit-files.hh"

#include "base/error.hh"
#include "base/escape.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "unit/load-path.hh"
#include "unit/rooted.hh"
#include "unit/unit-builder.hh"

#include <set>

namespace hardenctl {

namespace {

constexpr std::size_t max_file_size = 16 * 1024 * 1024;

void add_drop_ins(
	UnitBuilder &builder, const std::string &root, const std::vector<std::string> &drop_ins)
{
	for (const auto &path : drop_ins) {
		// A drop-in may go away between listing and reading.
		const auto text = read_unit_file(root, path);
		if (!text || text->empty())
			continue;
		builder.config().drop_ins.push_back(path);
		builder.add_file(OriginKind::DropIn, path, *text);
	}
}

UnitConfig empty_config(const FragmentPath &found, LoadState state)
{
	UnitConfig config;
	config.id = found.id;
	config.names = {found.id};
	config.load_state = state;
	if (state == LoadState::Masked)
		config.fragment = found.path;
	return config;
}

} // namespace

std::optional<std::string> read_unit_file(const std::string &root, const std::string &path)
{
	const auto real_path = resolve_in_root(root, path);
	if (real_path == "/dev/null")
		return "";
	// A root that was copied without its devices.
	if (!real_path)
		return link_target(root, path) == "/dev/null" ? std::optional<std::string>{""}
							      : std::nullopt;
	return read_file(below_root(root, *real_path), max_file_size);
}

UnitConfig load_unit(const LoadPath &load_path, const std::string &unit)
{
	if (!parse_unit_name(unit))
		throw Error{"Invalid unit name '" + escape_for_terminal(unit) + "'"};
	const auto &root = load_path.search().root;
	const auto found = find_fragment(load_path, unit);
	const auto text = found.path.empty() ? std::nullopt : read_unit_file(root, found.path);
	if (!text)
		return empty_config(found, LoadState::NotFound);
	if (text->empty())
		return empty_config(found, LoadState::Masked);
	UnitBuilder builder{load_path.search(), found.id, found.path};
	builder.config().names = find_names(load_path, found.id);
	builder.add_file(OriginKind::Fragment, found.path, *text);
	add_drop_ins(builder, root, find_drop_ins(load_path, builder.config().names));
	return std::move(builder.config());
}

UnitConfig load_unit(const UnitSearch &search, const std::string &unit)
{
	return load_unit(LoadPath{search}, unit);
}

UnitConfig load_unit_text(const UnitSearch &search, const std::string &path, std::string_view text)
{
	const std::string name{base_name(path)};
	UnitBuilder builder{search, parse_unit_name(name) ? name : mangle_unit_name(name), path};
	builder.add_file(OriginKind::Fragment, path, text);
	return std::move(builder.config());
}

UnitConfig load_unit_file(const UnitSearch &search, const std::string &path)
{
	const std::string name{base_name(path)};
	UnitBuilder builder{search, parse_unit_name(name) ? name : mangle_unit_name(name), path};
	// The path is the caller's, so it is below no root.
	builder.add_file(OriginKind::Fragment, path, read_file(path, max_file_size));
	add_drop_ins(builder, "", list_drop_ins("", path + ".d"));
	return std::move(builder.config());
}

std::vector<std::string> list_unit_files(const LoadPath &load_path)
{
	std::set<std::string> names;
	for (const auto &folder : load_path.folders())
		for (const auto &name : folder.names)
			if (name.ends_with(".service") && parse_unit_name(name))
				names.insert(name);
	return {names.begin(), names.end()};
}

std::vector<std::string> list_unit_files(const UnitSearch &search)
{
	return list_unit_files(LoadPath{search});
}

} // namespace hardenctl
