// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/report.hh"

#include <string>
#include <string_view>

namespace hardenctl {

enum class Ink { Plain, Bold, Dim, Red, Green, Yellow, Heading };

/** What begins such text on a terminal; systemd's own choice for the same purposes. */
std::string_view ink_sequence(Ink ink) noexcept;

/** The text in that ink, or as it is without colours. */
std::string paint(const ReportStyle &style, Ink ink, std::string_view text);

struct Symbols {
	std::string_view failed;
	std::string_view running;
	std::string_view idle;
	std::string_view arrow;
	std::string_view ellipsis;
};

const Symbols &symbols(const ReportStyle &style) noexcept;

/**
 * Text from a log or a file, fit for the terminal: escape_for_terminal() and, where the terminal is
 * not known to take UTF-8, every byte beyond ASCII as \xNN, too: it may be a control character
 * there.
 */
std::string clean(const ReportStyle &style, std::string_view text);

} // namespace hardenctl
