// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/unit-name.hh"

#include <algorithm>

namespace hardenctl {

static constexpr std::string_view suffixes[] = {
	".automount",
	".device",
	".mount",
	".path",
	".scope",
	".service",
	".slice",
	".socket",
	".swap",
	".target",
	".timer",
};

static bool is_unit_character(char c) noexcept
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       std::string_view{":-_.\\@"}.find(c) != std::string_view::npos;
}

bool is_unit_name(std::string_view name) noexcept
{
	if (name.size() > 255 || !std::ranges::all_of(name, is_unit_character))
		return false;
	return std::ranges::any_of(suffixes, [name](std::string_view suffix) {
		return name.size() > suffix.size() && name.ends_with(suffix) && name[0] != '@';
	});
}

} // namespace hardenctl
