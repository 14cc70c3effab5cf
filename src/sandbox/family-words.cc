// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/family-words.hh"

#include "knowledge/names.hh"
#include "unit/words.hh"

#include <string>

namespace hardenctl {

std::vector<int> parse_families(std::string_view words, unsigned systemd_version)
{
	constexpr unsigned ends_at_unknown_since = 262;
	std::vector<int> families;
	for (const std::string &word : split_words(words).value_or(std::vector<std::string>{})) {
		const auto family = word.starts_with("AF_") ? find_family(word) : std::nullopt;
		if (family)
			families.push_back(*family);
		else if (systemd_version >= ends_at_unknown_since)
			break;
	}
	return families;
}

} // namespace hardenctl
