// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/drop-in-name.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "base/text.hh"
#include "unit/unit-name.hh"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::string_view header_start = "# Written by hardenctl ";
constexpr std::string_view companion_start = "# Goes with ";
constexpr std::string_view own_part = "hardenctl";
constexpr std::string_view ending = ".conf";

void add_own(std::vector<std::string> &out, const std::string &directory)
{
	const auto first = static_cast<std::ptrdiff_t>(out.size());
	std::error_code error;
	for (const auto &entry : std::filesystem::directory_iterator{directory, error})
		if (is_own_drop_in(entry.path().string()))
			out.push_back(entry.path().string());
	std::ranges::sort(out.begin() + first, out.end());
}

} // namespace

std::string user_directory(
	const char *variable, const char *fallback_variable, std::string_view below)
{
	const char *value = getenv(variable);
	if (value && *value == '/')
		return value;
	const char *base = fallback_variable ? getenv(fallback_variable) : nullptr;
	if (!base || *base != '/')
		throw Error{fmt::format("${} is not set; run this from a login session.",
			fallback_variable ? fallback_variable : variable)};
	return base + std::string{below};
}

DropInDirectories drop_in_directories(const std::string &unit, bool user)
{
	if (!user)
		return {fmt::format("/etc/systemd/system/{}.d", unit),
			fmt::format("/run/systemd/system/{}.d", unit)};
	return {fmt::format("{}/systemd/user/{}.d",
			user_directory("XDG_CONFIG_HOME", "HOME", "/.config"), unit),
		fmt::format("{}/systemd/user/{}.d", user_directory("XDG_RUNTIME_DIR", nullptr, ""),
			unit)};
}

std::string last_name(std::span<const std::string> drop_ins, std::string_view usual)
{
	std::string_view last;
	for (const std::string &path : drop_ins)
		last = std::max(last, base_name(path));
	if (last < usual)
		return std::string{usual};
	std::string_view stem = last;
	if (stem.ends_with(ending))
		stem.remove_suffix(ending.size());
	std::string name = fmt::format("{}~{}{}", stem, own_part, ending);
	if (name.size() > NAME_MAX)
		throw Error{fmt::format(
			"No drop-in can sort after {}: its name leaves no room for a longer one.",
			last)};
	return name;
}

std::string as_argument(const std::string &unit, bool user)
{
	return user ? "--user " + unit : unit;
}

std::string own_header(std::string_view verb, const std::string &unit, bool user)
{
	return fmt::format("{}{}: \"hardenctl revert {}\" takes it back.\n", header_start, verb,
		as_argument(unit, user));
}

std::string companion_line(const CompanionState &companion)
{
	return fmt::format(
		"{}{} ({} before)\n", companion_start, companion.unit, companion.active_state);
}

std::vector<CompanionState> companions_in(std::string_view text)
{
	std::vector<CompanionState> out;
	for (const std::string_view line : split(text, '\n')) {
		if (!line.starts_with(companion_start))
			continue;
		const auto words = split_blanks(line.substr(companion_start.size()));
		if (words.size() == 3 && parse_unit_name(words[0]) && words[1].starts_with('('))
			out.push_back({std::string{words[0]}, std::string{words[1].substr(1)}});
	}
	return out;
}

bool has_own_name(std::string_view path) noexcept
{
	const std::string_view name = base_name(path);
	return name.ends_with(ending) && name.find(own_part) != name.npos;
}

bool has_own_header(std::string_view text) noexcept
{
	return text.starts_with(header_start);
}

bool is_own_drop_in(const std::string &path)
{
	if (!has_own_name(path))
		return false;
	try {
		return has_own_header(read_file(path, max_drop_in_size));
	} catch (const Error &) {
		return false;
	}
}

std::vector<std::string> own_drop_ins(const DropInDirectories &directories)
{
	std::vector<std::string> paths;
	add_own(paths, directories.persistent);
	add_own(paths, directories.runtime);
	return paths;
}

} // namespace hardenctl
