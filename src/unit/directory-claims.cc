// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/directory-claims.hh"

#include "base/error.hh"
#include "base/text.hh"
#include "unit/load-path.hh"
#include "unit/unit-name.hh"
#include "unit/words.hh"

#include <algorithm>

namespace hardenctl {

namespace {

/** "NAME", "NAME/sub" and "NAME:link" are all of one directory. */
bool names(std::string_view value, std::string_view directory)
{
	const auto words = split_words(value).value_or(std::vector<std::string>{});
	return std::ranges::any_of(words, [&](const std::string &word) {
		return std::string_view{word}.substr(0, word.find_first_of("/:")) == directory;
	});
}

bool claims(std::string_view text, std::string_view key, std::string_view directory)
{
	for (const std::string_view line : split(text, '\n')) {
		const std::string_view stripped = strip(line);
		const auto equals = stripped.find('=');
		if (equals != stripped.npos && strip(stripped.substr(0, equals)) == key &&
			names(stripped.substr(equals + 1), directory))
			return true;
	}
	return false;
}

/** Instances of one template share what it says. */
bool is_own(const UnitConfig &own, const std::string &unit)
{
	const auto name = parse_unit_name(own.id);
	return unit == own.id || (name && name->template_name() == unit) ||
	       std::ranges::find(own.names, unit) != own.names.end();
}

bool file_claims(const std::string &root, const std::string &path, std::string_view key,
	std::string_view directory)
{
	try {
		const auto text = read_unit_file(root, path);
		return text && claims(*text, key, directory);
	} catch (const Error &) {
		return false;
	}
}

} // namespace

bool is_claimed_by_another_unit(
	const UnitSearch &search, const UnitConfig &own, Directive directive, std::string_view name)
{
	static constexpr std::string_view drop_in_ending = ".d";
	const std::string_view key = hardenctl::name(directive);
	const LoadPath load_path{search};
	for (const LoadPath::Directory &directory : load_path.directories())
		for (const std::string &entry : directory.names) {
			const std::string path = directory.path + "/" + entry;
			const bool is_drop_in = entry.ends_with(drop_in_ending);
			const std::string unit =
				is_drop_in ? entry.substr(0, entry.size() - 2) : entry;
			if (is_own(own, unit))
				continue;
			const auto files =
				is_drop_in ? list_drop_ins(search.root, path) : std::vector{path};
			if (std::ranges::any_of(files, [&](const std::string &file) {
				    return file_claims(search.root, file, key, name);
			    }))
				return true;
		}
	return false;
}

} // namespace hardenctl
