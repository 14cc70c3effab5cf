// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/explain-rows.hh"

#include "base/text.hh"
#include "report/columns.hh"
#include "report/rows.hh"

#include <algorithm>
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

/** An item begins with one that is not indented: what is below it says something of it. */
static std::size_t item_count(std::span<const ExplainItem> items)
{
	return static_cast<std::size_t>(std::ranges::count(items, 0u, &ExplainItem::indent));
}

static std::vector<std::string> lines_of(
	std::span<const ExplainItem> items, const ReportStyle &style)
{
	std::vector<std::string> lines;
	for (const ExplainItem &item : items)
		append_item(lines, item, style);
	return lines;
}

/** As many whole items as fit, but one at least, and how many are missing. */
static std::vector<std::string> first_lines_of(
	std::span<const ExplainItem> items, std::size_t most_lines, const ReportStyle &style)
{
	std::vector<std::string> lines = lines_of(items, style);
	if (lines.size() <= most_lines)
		return lines;
	std::size_t shown = items.size();
	do {
		do
			--shown;
		while (shown > 0 && items[shown].indent != 0);
		lines = lines_of(items.first(shown), style);
	} while (lines.size() >= most_lines && item_count(items.first(shown)) > 1);
	if (shown == 0)
		return lines_of(items, style);
	lines.push_back(paint(
		style, Ink::Dim, fmt::format("and {} more", item_count(items.subspan(shown)))));
	return lines;
}

std::string explain_items(const ReportStyle &style, std::string_view label,
	std::span<const ExplainItem> items, std::size_t most_lines)
{
	const std::vector<std::string> lines =
		style.full ? lines_of(items, style) : first_lines_of(items, most_lines, style);
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

std::string explain_text(const ReportStyle &style, std::string_view label, std::string_view text,
	std::size_t most_lines)
{
	const std::string all = flat(text);
	std::size_t end = all.size();
	const auto fits = [&] {
		const ExplainItem item{.text = all.substr(0, end), .hanging = 0};
		return lines_of({&item, 1}, style).size() <= most_lines;
	};
	while (!style.full && !fits()) {
		const auto stop = all.rfind(". ", end - 2);
		if (stop == all.npos || stop == 0)
			break;
		end = stop + 1;
	}
	return explain_item(style, label, std::string_view{all}.substr(0, end));
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
