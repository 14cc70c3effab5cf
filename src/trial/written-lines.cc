// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/written-lines.hh"

#include "base/digest.hh"
#include "base/text.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::string_view comment_start = "# As written for systemd ";
constexpr std::string_view without_start = "# Without ";

std::string_view name_in(std::string_view line)
{
	return line.substr(0, line.find('='));
}

/** "ProtectHome:1f2e" */
std::string mark_of(std::string_view line)
{
	return fmt::format("{}:{:04x}", name_in(line), digest(line) & 0xffff);
}

bool is_setting(std::string_view line)
{
	return !line.empty() && line.front() != '#' && line.front() != ';' && line.front() != '[' &&
	       line.find('=') != line.npos;
}

template <typename Text> bool contains(const std::vector<Text> &all, std::string_view wanted)
{
	return std::ranges::find(all, wanted) != all.end();
}

/** Lines of which each has a mark. */
struct Marks {
	unsigned systemd_version = 0;
	std::vector<std::string> all;

	void add(std::string_view comment)
	{
		const auto words = split_blanks(comment.substr(comment_start.size()));
		if (words.empty())
			return;
		std::string_view number = words.front();
		number = number.substr(0, number.find(':'));
		systemd_version = parse_number<unsigned>(number).value_or(systemd_version);
		all.insert(all.end(), words.begin() + 1, words.end());
	}
};

/** "# Without ProtectHome=yes: it denied …": the line ends at the first colon with a blank. */
std::string line_not_working(std::string_view comment)
{
	const std::string_view rest = comment.substr(without_start.size());
	return std::string{rest.substr(0, rest.find(": "))};
}

} // namespace

std::string written_lines_comment(std::string_view drop_in, unsigned systemd_version)
{
	std::string out = fmt::format("{}{}:", comment_start, systemd_version);
	for (const std::string_view line : split(drop_in, '\n'))
		if (is_setting(line))
			out += ' ' + mark_of(line);
	return out + '\n';
}

WrittenLines compare_with_written(std::string_view drop_in)
{
	Marks marks;
	std::vector<std::string> settings;
	WrittenLines out;
	for (const std::string_view line : split(drop_in, '\n')) {
		if (line.starts_with(comment_start))
			marks.add(line);
		else if (line.starts_with(without_start))
			out.not_working.push_back(line_not_working(line));
		else if (is_setting(line))
			settings.emplace_back(line);
	}
	if (marks.systemd_version == 0)
		return out;
	out.systemd_version = marks.systemd_version;
	std::vector<std::string> found;
	for (const std::string &line : settings) {
		found.push_back(mark_of(line));
		if (!contains(marks.all, found.back()))
			out.by_hand.push_back(line);
	}
	for (const std::string &mark : marks.all) {
		const std::string name = mark.substr(0, mark.find(':'));
		if (!contains(found, mark) && !contains(out.gone, name))
			out.gone.push_back(name);
	}
	return out;
}

} // namespace hardenctl
