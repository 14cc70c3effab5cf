// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/drop-in.hh"

#include "advice/edits.hh"
#include "advice/exposure.hh"
#include "base/escape.hh"
#include "base/text.hh"

#include <fmt/format.h>

namespace hardenctl {

std::string comment_of(std::string_view text)
{
	constexpr std::size_t width = 78;
	std::string lines;
	std::string line;
	const std::string escaped = escape_for_terminal(text);
	for (const std::string_view word : split_blanks(escaped)) {
		if (!line.empty() && line.size() + 1 + word.size() > width) {
			lines += "# " + line + "\n";
			line.clear();
		}
		line += (line.empty() ? "" : " ") + std::string{word};
	}
	return lines + "# " + line + "\n";
}

std::vector<std::string> lines_in(std::string_view text)
{
	std::vector<std::string> lines;
	for (const std::string_view line : split(text, '\n'))
		if (!line.starts_with('#') && find_directive(line.substr(0, line.find('='))))
			lines.emplace_back(line);
	return lines;
}

std::vector<std::string> texts_of(std::span<const DropInLine> lines)
{
	std::vector<std::string> texts;
	for (const DropInLine &line : lines)
		texts.push_back(line.text);
	return texts;
}

std::string drop_in_text(std::string_view unit, std::span<const DropInLine> lines,
	std::optional<unsigned> exposure_before, std::optional<unsigned> exposure_after)
{
	std::string text =
		fmt::format("# {}: repairs what its sandbox denied\n", escape_for_terminal(unit));
	if (exposure_before && exposure_after)
		text += fmt::format("# Exposure by systemd-analyze security: {} before, {} after\n",
			exposure_text(*exposure_before), exposure_text(*exposure_after));
	text += "[Service]\n";
	const std::vector<std::string> *above = nullptr;
	for (const DropInLine &line : lines) {
		if (above == nullptr || *above != line.reasons)
			for (const std::string &reason : line.reasons)
				text += comment_of(reason);
		above = &line.reasons;
		text += line.text + "\n";
	}
	return text;
}

std::string compose_drop_in(
	const UnitConfig &config, const System &system, std::span<const Edit> edits)
{
	const std::vector<DropInLine> lines = merge_edits(config, system, edits);
	if (lines.empty())
		return {};
	return drop_in_text(config.id, lines, exposure_level(config, system),
		exposure_level(with_lines(config, texts_of(lines)), system));
}

} // namespace hardenctl
