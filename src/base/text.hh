// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** Without the blanks and tabs (and CR, LF) at both ends. */
std::string_view strip(std::string_view text) noexcept;

/** From there to the end of the line, without the newline. */
std::string_view line_at(std::string_view text, std::size_t begin) noexcept;

/** At every separator; empty parts are kept. */
std::vector<std::string_view> split(std::string_view text, char separator);

/** At runs of blanks and tabs; no empty parts. No quoting: see unit/words.hh for unit files. */
std::vector<std::string_view> split_blanks(std::string_view text);

/** ASCII only; other bytes are kept. */
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

/** With a capital at the start, unless the first word is the name of a unit, process or file. */
std::string capitalized(std::string text);

/** "1 trial", "2 trials". */
std::string counted(std::uint64_t count, std::string_view thing);

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

/** The whole of the text as a number, no sign, no blanks; nothing if it does not fit. */
template <typename Integer>
std::optional<Integer> parse_number(std::string_view text, int base = 10) noexcept
{
	Integer value{};
	const auto end = text.data() + text.size();
	const auto [rest, error] = std::from_chars(text.data(), end, value, base);
	if (error != std::errc{} || rest != end || text.empty())
		return std::nullopt;
	return value;
}

bool is_valid_utf8(std::string_view text) noexcept;

/**
 * The candidate that a misspelt word most likely meant: smallest edit distance (case ignored), at
 * most a third of its length, or the only one that begins with it. Nothing if none is near.
 */
std::optional<std::string_view> did_you_mean(
	std::string_view word, std::span<const std::string_view> candidates);

/** Shell pattern as in fnmatch(3) without FNM_PATHNAME, the way systemctl matches unit names. */
bool glob_match(const std::string &pattern, const std::string &text) noexcept;
bool is_glob(std::string_view text) noexcept;

} // namespace hardenctl
