// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>
#include <string_view>

namespace hardenctl {

/**
 * For a terminal or one line of text: C0 and C1 control characters, DEL, bytes that are no valid
 * UTF-8 and the Unicode characters that reorder or hide text (bidi controls, zero width, line and
 * paragraph separators, tags) become C escapes such as \x1b or \u202e; a newline becomes \n, a
 * backslash stays. All text from a log or a file passes through here before it is shown.
 */
std::string escape_for_terminal(std::string_view text);

/** Valid UTF-8 for JSON: invalid bytes become U+FFFD. Escaping itself is the JSON library's. */
std::string sanitize_utf8(std::string_view text);

} // namespace hardenctl
