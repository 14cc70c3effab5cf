// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace hardenctl {

/**
 * A regular expression of ordinary words, case ignored. Compiling one takes longer than all that is
 * done with most lines, so it is put off until a text holds a word without which nothing matches.
 */
class WordPattern {
	std::string source_;
	/** One of them must be there; an empty one always is. Lower case. */
	std::vector<std::string> words_;
	mutable std::unique_ptr<re2::RE2> compiled_;

public:
	/** @param pattern RE2's syntax */
	explicit WordPattern(std::string_view pattern);
	WordPattern(WordPattern &&) noexcept;
	~WordPattern();

	/** Not for two threads at once. */
	bool matches(std::string_view text) const;

	/** @param lower_case the same text */
	bool matches(std::string_view text, std::string_view lower_case) const;
};

/** Of a table whose rows have a `pattern`. */
template <typename Table> std::vector<WordPattern> word_patterns(const Table &table)
{
	std::vector<WordPattern> patterns;
	for (const auto &row : table)
		patterns.emplace_back(row.pattern);
	return patterns;
}

/** Index of the first that matches somewhere in the text. */
std::optional<std::size_t> first_match(
	std::span<const WordPattern> patterns, std::string_view text);

} // namespace hardenctl
