// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "process/configuration.hh"

#include "base/error.hh"
#include "base/path.hh"
#include "base/rooted-file.hh"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

namespace hardenctl {

namespace {

constexpr std::size_t max_files = 400;
constexpr std::size_t max_file_size = std::size_t{256} << 10;
constexpr unsigned max_depth = 4;

constexpr std::size_t max_entries = 5000;
constexpr std::size_t max_paths = 2000;

constexpr std::array<std::string_view, 9> places{
	"/home", "/media", "/mnt", "/opt", "/root", "/run", "/srv", "/tmp", "/var"};

/** Where file systems of other hosts are mounted, which may not answer. */
constexpr std::array<std::string_view, 2> remote_places{"/media", "/mnt"};

bool is_path_character(char c) noexcept
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       std::string_view{"/._-+@~"}.find(c) != std::string_view::npos;
}

bool is_in(std::span<const std::string_view> where, std::string_view path)
{
	return std::ranges::any_of(
		where, [&](std::string_view place) { return path_is_below(path, place); });
}

bool holds_configuration(std::string_view path)
{
	return path_is_below(path, "/etc");
}

class ConfigurationReader {
	const std::string &root_;
	std::size_t files_ = 0;
	std::size_t entries_ = 0;
	/** Device and inode. */
	std::set<std::pair<dev_t, ino_t>> directories_;
	/** With the file that names it. */
	std::map<std::string, std::string> found_;

	void read_directory(const std::string &path, unsigned depth)
	{
		if (depth == max_depth || entries_ >= max_entries)
			return;
		std::vector<std::string> names;
		for_each_entry_in_root(root_, path, [&](std::string_view name, bool) {
			if (entries_ < max_entries)
				names.emplace_back(name);
			++entries_;
		});
		std::ranges::sort(names);
		for (const std::string &name : names)
			read(path + '/' + name, depth + 1);
	}

	void read_file(const std::string &path)
	{
		if (files_ == max_files)
			return;
		++files_;
		try {
			add_text(read_file_in_root(root_, path, max_file_size), path);
		} catch (const Error &) {
			/* what cannot be read names nothing */
		}
	}

public:
	explicit ConfigurationReader(const std::string &root) : root_(root) {}

	void add_text(std::string_view text, const std::string &file)
	{
		for (std::string &path : paths_in(text))
			if (is_in(places, path) && found_.size() < max_paths)
				found_.emplace(std::move(path), file);
	}

	void read(const std::string &path, unsigned depth = 0)
	{
		const auto target = resolve_in_root(root_, path);
		/* links lead to other files of the configuration, or nowhere */
		if (!target || !holds_configuration(*target))
			return;
		const auto status = stat_in_root(root_, *target);
		if (!status)
			return;
		if (S_ISDIR(status->st_mode) &&
			directories_.emplace(status->st_dev, status->st_ino).second)
			read_directory(*target, depth);
		else if (S_ISREG(status->st_mode))
			read_file(*target);
	}

	std::vector<ConfiguredPath> take(const std::set<uid_t> &users) const
	{
		std::vector<ConfiguredPath> out;
		for (const auto &[path, file] : found_)
			if (is_in(remote_places, path))
				out.push_back({path, file, false});
			else if (const auto status = stat_in_root(root_, path))
				out.push_back({path, file,
					status->st_uid != 0 && users.contains(status->st_uid)});
		return out;
	}
};

bool is_comment(std::string_view line)
{
	const auto start = line.find_first_not_of(" \t");
	return start != line.npos && (line[start] == '#' || line[start] == ';');
}

void add_paths_of_line(std::string_view line, std::vector<std::string> &out)
{
	for (std::size_t at = 0; (at = line.find('/', at)) != line.npos;) {
		const bool begins = at == 0 || !is_path_character(line[at - 1]);
		std::size_t end = at;
		while (end < line.size() && is_path_character(line[end]))
			++end;
		const bool is_url = at > 0 && line[at - 1] == ':' && line.substr(at, 2) == "//";
		if (begins && !is_url && end - at > 1)
			out.push_back(simplify_path(line.substr(at, end - at)));
		at = end;
	}
}

} // namespace

std::vector<std::string> paths_in(std::string_view text)
{
	std::vector<std::string> out;
	while (!text.empty()) {
		const auto end = std::min(text.find('\n'), text.size());
		if (const std::string_view line = text.substr(0, end); !is_comment(line))
			add_paths_of_line(line, out);
		text.remove_prefix(std::min(end + 1, text.size()));
	}
	return out;
}

std::vector<ConfiguredPath> find_configured_paths(const std::string &root, const UnitConfig &config,
	const std::set<std::string> &names, const std::set<uid_t> &users)
{
	ConfigurationReader reader{root};
	for (const ExecCommand &command : config.commands)
		for (const std::string &argument : command.arguments) {
			reader.add_text(argument, command.setting + "=");
			for (const std::string &path : paths_in(argument))
				if (holds_configuration(path))
					reader.read(path);
		}
	for (const std::string &name : names)
		for (const std::string &path :
			{"/etc/" + name, "/etc/" + name + ".conf", "/etc/default/" + name})
			if (!name.empty())
				reader.read(path);
	return reader.take(users);
}

} // namespace hardenctl
