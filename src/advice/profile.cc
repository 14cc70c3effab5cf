// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/profile.hh"

#include "base/error.hh"
#include "base/text.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

namespace {

/** "#@ since 257": is the next setting for this version? */
bool is_for(std::string_view condition, unsigned version)
{
	const auto words = split_blanks(condition);
	if (words.size() != 3)
		return true;
	const unsigned bound = parse_number<unsigned>(words[2]).value_or(0);
	return words[1] == "since" ? version >= bound : version <= bound;
}

bool is_known(std::string_view line, unsigned version)
{
	const auto directive = find_directive(line.substr(0, line.find('=')));
	return !directive || record(*directive).since <= version;
}

} // namespace

const Profile &find_profile(std::string_view name)
{
	const auto found = std::ranges::find(profiles(), name, &Profile::name);
	if (found != profiles().end())
		return *found;
	std::vector<std::string_view> names;
	for (const Profile &profile : profiles())
		names.push_back(profile.name);
	throw Error{fmt::format(
		"There is no profile '{}'; there are {}.", name, fmt::join(names, ", "))};
}

std::string profile_for(const Profile &profile, const System &system)
{
	std::string out;
	/* comments wait for the setting that they belong to */
	std::string waiting;
	bool wanted = true;
	for (const std::string_view line : split(profile.text, '\n')) {
		if (line.starts_with("#@"))
			wanted = wanted && is_for(line, system.version());
		else if (line.starts_with('#'))
			waiting += fmt::format("{}\n", line);
		else if (line.empty() || line.starts_with('['))
			out += waiting + (line.empty() ? "" : fmt::format("{}\n", line));
		else if (wanted && is_known(line, system.version()))
			out += fmt::format("{}{}\n", waiting, line);
		if (!line.starts_with('#')) {
			waiting.clear();
			wanted = true;
		}
	}
	return out;
}

std::vector<std::string> profile_lines(std::string_view text)
{
	std::vector<std::string> lines;
	for (const std::string_view line : split(text, '\n'))
		if (!line.starts_with('#') && find_directive(line.substr(0, line.find('='))))
			lines.emplace_back(line);
	return lines;
}

} // namespace hardenctl
