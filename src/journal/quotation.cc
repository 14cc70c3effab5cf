// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/quotation.hh"

#include "base/scan.hh"

#include <algorithm>

namespace hardenctl {

namespace {

constexpr std::size_t longest_container = 64;

bool is_name_character(char c) noexcept
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       std::string_view{"-_."}.find(c) != std::string_view::npos;
}

std::string_view without_blanks(std::string_view line) noexcept
{
	return line.substr(std::min(line.size(), line.find_first_not_of(" \t")));
}

/** "app-1  | ", as compose prints it */
std::string_view without_container(std::string_view line) noexcept
{
	const auto end =
		std::ranges::find_if_not(line.substr(0, longest_container), is_name_character);
	const auto size = static_cast<std::size_t>(end - line.begin());
	auto rest = without_blanks(line.substr(size));
	if (size == 0 || rest.size() == line.size() - size || !skip_prefix(rest, "| "))
		return line;
	return rest;
}

} // namespace

std::string_view without_quotation(std::string_view line) noexcept
{
	line = without_blanks(line);
	const bool is_row = line.starts_with("| ");
	while (skip_prefix(line, "> ") || skip_prefix(line, "| ") || skip_prefix(line, ">>"))
		line = without_blanks(line);
	if (is_row && line.ends_with('|'))
		line.remove_suffix(1);
	return without_container(line);
}

} // namespace hardenctl
