// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/style.hh"

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/** The layout of `explain`: a title, paragraphs, and texts beside their labels. */
namespace hardenctl {

/** As a manual page, it has a width even where the output is no terminal. */
unsigned explain_width(const ReportStyle &style) noexcept;

/** Line breaks of a record's text are none of ours. */
std::string flat(std::string_view text);

/** Text with an empty line between paragraphs, indented by two. */
std::string explain_paragraphs(const ReportStyle &style, std::string_view text);

/** "NAME (WHAT)" */
std::string explain_title(const ReportStyle &style, std::string_view name, std::string_view what);

/** One paragraph in bold. */
std::string explain_summary(const ReportStyle &style, std::string_view text);

/** Beside a label. */
struct ExplainItem {
	std::string text;
	Ink ink = Ink::Plain;
	/** Columns added on the left. */
	unsigned indent = 0;
	/** Columns added once more to continuation lines, to tell items apart. */
	unsigned hanging = 2;
};

using ExplainItems = std::vector<ExplainItem>;

inline constexpr std::size_t any_number_of_lines = std::numeric_limits<std::size_t>::max();

/**
 * Each item begins a line; nothing without items.
 * @param most_lines without --full, as many items as fit and the number of the others
 */
std::string explain_items(const ReportStyle &style, std::string_view label,
	std::span<const ExplainItem> items, std::size_t most_lines = any_number_of_lines);

/** Running text; nothing for an empty one. */
std::string explain_item(const ReportStyle &style, std::string_view label, std::string_view text);

/** Without --full, as many sentences as fit in so many lines, but one at least. */
std::string explain_text(const ReportStyle &style, std::string_view label, std::string_view text,
	std::size_t most_lines);

/** "a, b, c" */
std::string joined(std::span<const std::string_view> words, std::string_view separator = ", ");

/** "ProtectClock=, PrivateDevices=" */
std::string directive_names(std::span<const Directive> directives);

} // namespace hardenctl
