// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <clocale>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/**
 * While it lives, wcwidth(3) and libsmartcols of this thread take text as UTF-8, whatever the
 * environment says. Does nothing if the C library has no C.UTF-8.
 */
class Utf8Scope {
	locale_t utf8_;
	locale_t previous_;

public:
	Utf8Scope() noexcept;
	~Utf8Scope() noexcept;
	Utf8Scope(const Utf8Scope &) = delete;
	Utf8Scope &operator=(const Utf8Scope &) = delete;
};

/** Columns that valid, escaped UTF-8 takes on a terminal; within a Utf8Scope. */
std::size_t display_width(std::string_view text);

/** Blanks appended until it is so wide; longer text stays. */
std::string pad(std::string text, std::size_t width);

/** The end is kept: of a path, its name tells most. A width of 0 is no limit. */
std::string shorten_front(std::string_view text, std::size_t width, std::string_view ellipsis);

/**
 * This part of it stays in sight if it fits: both ends are kept, or else one, or else what is next
 * to it. As shorten_middle() where it is not in the text.
 */
std::string shorten_around(
	std::string_view text, std::string_view kept, std::size_t width, std::string_view ellipsis);

/** Both ends are kept. A width of 0 is no limit. */
std::string shorten_middle(std::string_view text, std::size_t width, std::string_view ellipsis);

/** The start is kept. A width of 0 is no limit. */
std::string shorten_back(std::string_view text, std::size_t width, std::string_view ellipsis);

/** Lines broken at blanks; a word that is too long stays whole. A width of 0 gives one line. */
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/** The same, but a word that is too long is broken, too: no line is wider. */
std::vector<std::string> wrap_anywhere(std::string_view text, std::size_t width);

} // namespace hardenctl
