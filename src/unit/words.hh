// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/**
 * A list value taken apart by systemd's rules (extract-word.c: EXTRACT_UNQUOTE|EXTRACT_CUNESCAPE):
 * quotes removed, C escapes resolved. Nothing if a quote is not closed or an escape is invalid.
 */
std::optional<std::vector<std::string>> split_words(std::string_view value);

/** Quoted so that split_words() and specifier expansion give it back: "%" doubled, quotes if
 * needed. */
std::string quote_word(std::string_view word);

/** systemd's booleans: 1 yes y true t on / 0 no n false f off, in any case. */
std::optional<bool> parse_boolean(std::string_view value) noexcept;

} // namespace hardenctl
