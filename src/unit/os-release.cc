// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/os-release.hh"

#include "base/error.hh"
#include "base/rooted-file.hh"
#include "base/text.hh"
#include "unit/odd-files.hh"
#include "unit/words.hh"

#include <sys/utsname.h>

namespace hardenctl {

std::string read_short_file(const std::string &root, const std::string &path)
{
	try {
		return std::string{strip(read_file_in_root(root, path, max_short_file_size))};
	} catch (const Error &) {
		// What such files say is a help, not a need.
		return {};
	}
}

std::string hostname_in(const std::string &root)
{
	if (!root.empty() && root != "/")
		return read_short_file(root, "/etc/hostname");
	utsname names{};
	return uname(&names) == 0 ? names.nodename : "";
}

std::vector<std::pair<std::string, std::string>> read_os_release(const std::string &root)
{
	auto text = read_short_file(root, "/etc/os-release");
	if (text.empty())
		text = read_short_file(root, "/usr/lib/os-release");
	std::vector<std::pair<std::string, std::string>> fields;
	for (const auto line : split(text, '\n')) {
		const auto equals = line.find('=');
		if (equals == line.npos || line[0] == '#')
			continue;
		const auto words = split_words(line.substr(equals + 1));
		fields.emplace_back(strip(line.substr(0, equals)),
			words && !words->empty() ? words->front() : std::string{});
	}
	return fields;
}

std::string_view os_release_field(const std::vector<std::pair<std::string, std::string>> &fields,
	std::string_view key) noexcept
{
	for (const auto &[name, value] : fields)
		if (name == key)
			return value;
	return {};
}

} // namespace hardenctl
