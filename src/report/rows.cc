// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/rows.hh"

#include "report/columns.hh"
#include "report/style.hh"

#include <algorithm>

namespace hardenctl {

static constexpr std::size_t label_column = 5;
static constexpr unsigned readable_width = 100;
/** On a narrower screen lines are broken by the terminal: that beats one word a line. */
static constexpr unsigned minimal_width = 40;

unsigned text_width(const ReportStyle &style) noexcept
{
	return style.width == 0 ? 0 : std::clamp(style.width, minimal_width, readable_width);
}

std::size_t room_beside_label(const ReportStyle &style) noexcept
{
	return style.width == 0 ? 0 : text_width(style) - text_column;
}

std::string labelled(
	const ReportStyle &style, std::string_view label, std::span<const std::string> lines)
{
	const std::string blanks(text_column - label_column - label.size(), ' ');
	std::string out;
	for (const std::string &line : lines) {
		if (out.empty())
			out = std::string(label_column, ' ') + paint(style, Ink::Dim, label) +
			      blanks;
		else
			out.append(text_column, ' ');
		out += line + '\n';
	}
	return out;
}

std::string labelled(const ReportStyle &style, std::string_view label, std::string_view text)
{
	return labelled(style, label, wrap(text, room_beside_label(style)));
}

std::string paragraph(const ReportStyle &style, std::string_view lead, std::string_view text)
{
	const std::size_t indent = 2 + (lead.empty() ? 0 : display_width(lead) + 2);
	const std::size_t room = style.width == 0 ? 0 : text_width(style) - indent;
	std::string out;
	for (const std::string &line : wrap(clean(style, text), room)) {
		if (!out.empty())
			out += std::string(indent, ' ');
		else
			out = lead.empty() ? "  " : "  " + paint(style, Ink::Dim, lead) + ": ";
		out += line + '\n';
	}
	return out;
}

} // namespace hardenctl
