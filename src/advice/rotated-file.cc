// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/rotated-file.hh"

#include "base/error.hh"
#include "base/rooted-file.hh"
#include "base/text.hh"

#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::size_t max_size = 64 << 10;

/** Patterns up to "{", then directives up to "}": is the path among those that are replaced? */
bool replaces(std::string_view text, const std::string &path)
{
	bool is_inside = false, is_named = false, is_truncated = false;
	for (std::string_view line : split(text, '\n')) {
		line = strip(line.substr(0, line.find('#')));
		for (const std::string_view word : split_blanks(line)) {
			if (word == "}") {
				if (is_named && !is_truncated)
					return true;
				is_inside = is_named = is_truncated = false;
			} else if (is_inside) {
				is_truncated = is_truncated || word == "copytruncate";
			} else {
				const std::string pattern{word.substr(0, word.find('{'))};
				is_named = is_named || glob_match(pattern, path);
				is_inside = word.ends_with('{');
			}
		}
	}
	return false;
}

} // namespace

bool is_replaced_by_logrotate(const std::string &root, const std::string &path)
{
	bool is_replaced = false;
	for_each_entry_in_root(root, "/etc/logrotate.d", [&](std::string_view name, bool) {
		if (is_replaced)
			return;
		try {
			is_replaced = replaces(
				read_file_in_root(
					root, fmt::format("/etc/logrotate.d/{}", name), max_size),
				path);
		} catch (const Error &) {
		}
	});
	return is_replaced;
}

} // namespace hardenctl
