// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/explain-rows.hh"

#include "base/text.hh"
#include "report/columns.hh"
#include "report/rows.hh"

#include <fmt/format.h>

namespace hardenctl {

static constexpr std::size_t margin = 2;
static constexpr unsigned manual_width = 80;

unsigned explain_width(const ReportStyle &style) noexcept
{
	return style.width == 0 ? manual_width : text_width(style);
}

std::string flat(std::string_view text)
{
	std::string out{strip(text)};
	for (char &c : out)
		if (c == '\n')
			c = ' ';
	return out;
}

static std::string indented(const ReportStyle &style, Ink ink, std::string_view text)
{
	std::string out;
	for (const std::string &line :
		wrap_anywhere(clean(style, flat(text)), explain_width(style) - margin))
		out += std::string(margin, ' ') + paint(style, ink, line) + '\n';
	return out;
}

std::string explain_title(const ReportStyle &style, std::string_view name, std::string_view what)
{
	return paint(style, Ink::Bold, clean(style, name)) + fmt::format(" ({})\n", what);
}

std::string explain_summary(const ReportStyle &style, std::string_view text)
{
	return indented(style, Ink::Bold, text);
}

std::string explain_paragraphs(const ReportStyle &style, std::string_view text)
{
	static constexpr std::string_view gap = "\n\n";
	std::string out;
	for (text = strip(text); !text.empty();) {
		const auto end = text.find(gap);
		out += '\n' + indented(style, Ink::Plain, text.substr(0, end));
		text = end == text.npos ? std::string_view{} : strip(text.substr(end));
	}
	return out;
}

static void append_item(
	std::vector<std::string> &lines, const ExplainItem &item, const ReportStyle &style)
{
	const std::size_t hanging = item.indent + item.hanging;
	const std::size_t room = explain_width(style) - text_column - hanging;
	bool first = true;
	for (const std::string &line : wrap_anywhere(clean(style, flat(item.text)), room)) {
		lines.push_back(std::string(first ? item.indent : hanging, ' ') +
				paint(style, item.ink, line));
		first = false;
	}
}

std::string explain_items(
	const ReportStyle &style, std::string_view label, std::span<const ExplainItem> items)
{
	std::vector<std::string> lines;
	for (const ExplainItem &item : items)
		append_item(lines, item, style);
	std::string out;
	for (const std::string &line : lines) {
		const std::size_t used = out.empty() ? margin + label.size() : 0;
		if (out.empty())
			out = std::string(margin, ' ') + paint(style, Ink::Dim, label);
		out.append(text_column - used, ' ').append(line) += '\n';
	}
	return out;
}

std::string explain_item(const ReportStyle &style, std::string_view label, std::string_view text)
{
	if (text.empty())
		return {};
	const ExplainItem item{.text = std::string{text}, .hanging = 0};
	return explain_items(style, label, {&item, 1});
}

std::string joined(std::span<const std::string_view> words, std::string_view separator)
{
	std::string out;
	for (const std::string_view word : words)
		out.append(out.empty() ? "" : separator).append(word);
	return out;
}

std::string directive_names(std::span<const Directive> directives)
{
	std::string out;
	for (const Directive directive : directives)
		out.append(out.empty() ? "" : ", ").append(name(directive)) += '=';
	return out;
}

} // namespace hardenctl
