// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/unit-files.hh"

#include "base/error.hh"
#include "base/escape.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "base/rooted-file.hh"
#include "unit/load-path.hh"
#include "unit/unit-builder.hh"

#include <cerrno>
#include <fmt/format.h>
#include <set>

namespace hardenctl {

namespace {

/** The largest of Debian has 13 KiB. */
constexpr std::size_t max_file_size = 4 * 1024 * 1024;

/** systemd starts the unit without a drop-in that it cannot read. */
std::optional<std::string> read_drop_in(
	UnitConfig &config, const std::string &root, const std::string &path)
{
	try {
		return read_unit_file(root, path);
	} catch (const Error &error) {
		config.diagnostics.push_back(
			{Level::Warning, fmt::format("{}; ignored", error.what())});
		return std::nullopt;
	}
}

void add_drop_ins(
	UnitBuilder &builder, const std::string &root, const std::vector<std::string> &drop_ins)
{
	for (const auto &path : drop_ins) {
		// A drop-in may go away between listing and reading.
		const auto text = read_drop_in(builder.config(), root, path);
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
	const auto status = stat_in_root(root, path);
	// A root that was copied without its devices.
	if (!status && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
		return link_target(root, path) == "/dev/null" ? std::optional<std::string>{""}
							      : std::nullopt;
	// systemd does not look at which device it is either.
	if (status && S_ISCHR(status->st_mode))
		return "";
	return read_file_in_root(root, path, max_file_size);
}

UnitConfig load_unit(const LoadPath &load_path, const std::string &unit)
{
	return load_unit(load_path, unit, load_path.search().systemd_version);
}

UnitConfig load_unit(const LoadPath &load_path, const std::string &unit, unsigned systemd_version)
{
	if (!parse_unit_name(unit))
		throw Error{"Invalid unit name '" + escape_for_terminal(unit) + "'"};
	UnitSearch search = load_path.search();
	search.systemd_version = systemd_version;
	const std::string &root = search.root;
	const auto found = find_fragment(load_path, unit);
	const auto text = found.path.empty() ? std::nullopt : read_unit_file(root, found.path);
	if (!text)
		return empty_config(found, LoadState::NotFound);
	if (text->empty())
		return empty_config(found, LoadState::Masked);
	UnitBuilder builder{search, found.id, found.path};
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
	for (const auto &directory : load_path.directories())
		for (const auto &name : directory.names)
			if (name.ends_with(".service") && parse_unit_name(name))
				names.insert(name);
	return {names.begin(), names.end()};
}

std::vector<std::string> list_unit_files(const UnitSearch &search)
{
	return list_unit_files(LoadPath{search});
}

} // namespace hardenctl
