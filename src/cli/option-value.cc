// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/option-value.hh"

#include "advice/tighten.hh"
#include "base/clock.hh"
#include "base/error.hh"
#include "base/number.hh"
#include "base/path.hh"
#include "base/remote-shell.hh"
#include "base/text.hh"
#include "cli/timestamp.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <limits>
#include <sys/stat.h>

namespace hardenctl {

std::string path_value(std::string_view option, const std::string &value)
{
	if (value.empty())
		throw Error(fmt::format("--{}= needs a path.", option));
	return value;
}

std::string root_value(const std::string &value)
{
	const std::string path = simplify_path(path_value("root", value));
	struct stat status {};
	if (stat(path.c_str(), &status) < 0)
		throw Error(errno, fmt::format("--root={}", value));
	if (!S_ISDIR(status.st_mode))
		throw Error(ENOTDIR, fmt::format("--root={}", value));
	return path == "/" ? "" : path;
}

std::string machine_value(const std::string &value)
{
	if (value.empty())
		throw Error("--machine= needs the name of a container; .host is this system.");
	return value;
}

std::string host_value(const std::string &value)
{
	check_remote_host(value);
	return value;
}

std::uint64_t date_value(const std::string &value)
{
	const auto time = parse_timestamp(value, reference_time());
	if (!time)
		throw Error(
			fmt::format("Failed to parse timestamp '{}': write it as "
				    "\"2026-11-23 18:00:00\", \"18:00\", \"yesterday\" or \"-2h\".",
				value));
	return *time;
}

std::chrono::milliseconds timespan_value(std::string_view option, const std::string &value)
{
	constexpr std::uint64_t longest = 30ull * 86400 * 1'000'000;
	const auto time = parse_timespan(value);
	if (!time || *time > longest)
		throw Error(
			fmt::format("--{}={}: give seconds, or a time such as 1min, up to 30 days.",
				option, value));
	return std::chrono::duration_cast<std::chrono::milliseconds>(
		std::chrono::microseconds{*time});
}

unsigned count_value(const std::string &value)
{
	if (value == "all")
		return std::numeric_limits<unsigned>::max();
	const auto count = parse_number<unsigned>(value);
	if (!count || *count == 0)
		throw Error(fmt::format("--lines={}: give a number from 1, or \"all\".", value));
	return *count;
}

TightenLevel level_value(const std::string &value)
{
	if (const auto level = parse_level(value))
		return *level;
	throw Error(fmt::format("--level={}: give safe, balanced or strict.", value));
}

std::span<const std::string_view> json_words() noexcept
{
	// In the order of JsonMode.
	static constexpr std::array<std::string_view, 3> words{"off", "short", "pretty"};
	static_assert(static_cast<unsigned>(JsonMode::Off) == 0);
	static_assert(static_cast<unsigned>(JsonMode::Pretty) == words.size() - 1);
	return words;
}

JsonMode json_value(const std::string &value)
{
	const auto words = json_words();
	const auto found = std::ranges::find(words, value);
	if (found == words.end())
		throw Error(fmt::format(
			"Invalid value for --json=: {} (short, pretty or off).", value));
	return static_cast<JsonMode>(found - words.begin());
}

} // namespace hardenctl
