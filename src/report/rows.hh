// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/report.hh"

#include <span>
#include <string>
#include <string_view>

namespace hardenctl {

/** Where the text beside a label begins. */
inline constexpr std::size_t text_column = 15;

/** Columns for running text: the screen's, but lines of more than 100 are hard to read; 0 no limit.
 */
unsigned text_width(const ReportStyle &style) noexcept;

/** Columns right of the labels; 0 for no limit. */
std::size_t room_beside_label(const ReportStyle &style) noexcept;

/** "     LABEL     FIRST LINE", the others below it. Lines are clean; nothing for no lines. */
std::string labelled(
	const ReportStyle &style, std::string_view label, std::span<const std::string> lines);

/** The same for cleaned running text, broken at the screen's width. */
std::string labelled(const ReportStyle &style, std::string_view label, std::string_view text);

/** Running text, cleaned, indented by two; "LEAD: TEXT" with continuation lines below TEXT. */
std::string paragraph(const ReportStyle &style, std::string_view lead, std::string_view text);

} // namespace hardenctl
