// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"

#include "base/utf8.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fnmatch.h>

namespace hardenctl {

namespace {

constexpr std::string_view blanks = " \t";

char lower(char c) noexcept
{
	return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

char upper(char c) noexcept
{
	return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

} // namespace

std::string_view strip(std::string_view text) noexcept
{
	constexpr std::string_view white = " \t\r\n";
	const auto first = text.find_first_not_of(white);
	if (first == text.npos)
		return text.substr(0, 0);
	return text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::string_view line_at(std::string_view text, std::size_t begin) noexcept
{
	const auto newline = text.find('\n', begin);
	return text.substr(begin, newline == text.npos ? newline : newline - begin);
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
	std::vector<std::string_view> parts;
	for (;;) {
		const auto end = text.find(separator);
		parts.push_back(text.substr(0, end));
		if (end == text.npos)
			return parts;
		text.remove_prefix(end + 1);
	}
}

std::vector<std::string_view> split_blanks(std::string_view text)
{
	std::vector<std::string_view> parts;
	for (auto start = text.find_first_not_of(blanks); start != text.npos;) {
		const auto end = std::min(text.find_first_of(blanks, start), text.size());
		parts.push_back(text.substr(start, end - start));
		start = text.find_first_not_of(blanks, end);
	}
	return parts;
}

std::string capitalized(std::string text)
{
	const std::string_view first = std::string_view{text}.substr(0, text.find(' '));
	if (!text.empty() && first.find_first_of("[/=.(") == first.npos)
		text.front() = to_upper(first.substr(0, 1)).front();
	return text;
}

std::string counted(std::uint64_t count, std::string_view thing)
{
	return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string to_lower(std::string_view text)
{
	std::string result{text};
	std::ranges::transform(result, result.begin(), lower);
	return result;
}

std::string to_upper(std::string_view text)
{
	std::string result{text};
	std::ranges::transform(result, result.begin(), upper);
	return result;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept
{
	return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_valid_utf8(std::string_view text) noexcept
{
	while (!text.empty()) {
		const auto length = decode_utf8(text).length;
		if (length == 0)
			return false;
		text.remove_prefix(length);
	}
	return true;
}

bool glob_match(const std::string &pattern, const std::string &text) noexcept
{
	return fnmatch(pattern.c_str(), text.c_str(), FNM_NOESCAPE) == 0;
}

bool is_glob(std::string_view text) noexcept
{
	return text.find_first_of("*?[") != text.npos;
}

} // namespace hardenctl
