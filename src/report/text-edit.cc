// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/text-edit.hh"

#include "advice/exposure.hh"
#include "base/path.hh"
#include "base/shell-word.hh"
#include "base/text.hh"
#include "report/columns.hh"
#include "report/rows.hh"
#include "report/style.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

/** "why, exposure 4.1 → 4.2" */
static std::string reason(const Edit &edit, const ReportStyle &style)
{
	std::string words = clean(style, edit.why);
	if (!edit.exposure_before || !edit.exposure_after ||
		edit.exposure_before == edit.exposure_after)
		return words;
	const std::string change =
		fmt::format("exposure {} {} {}", exposure_text(*edit.exposure_before),
			symbols(style).arrow, exposure_text(*edit.exposure_after));
	return words.empty() ? change : words + "; " + change;
}

/** Longer lines have their reason below them and push nobody else's aside. */
static constexpr std::size_t longest_beside = 70;

static std::size_t width_of(const Edit &edit, const ReportStyle &style)
{
	std::size_t width = 0;
	for (const std::string &line : edit.lines)
		width = std::max(width, display_width(clean(style, line)));
	return width;
}

static std::size_t widest_line(std::span<const Edit> edits, const ReportStyle &style)
{
	std::size_t width = 0;
	for (const Edit &edit : edits)
		if (const std::size_t own = width_of(edit, style); own <= longest_beside)
			width = std::max(width, own);
	return width;
}

/** A line of a unit file goes on after a backslash (systemd.syntax(7)). */
static std::vector<std::string> folded(const std::string &line, std::size_t room)
{
	std::vector<std::string> lines = wrap(line, room < 4 ? 0 : room - 4);
	for (std::size_t i = 0; i < lines.size(); i++) {
		if (i + 1 < lines.size())
			lines[i] += " \\";
		if (i > 0)
			lines[i].insert(0, "  ");
	}
	return lines;
}

/** The reason stands beside the first line if it fits, else below all of them. */
static void append_edit(std::vector<std::string> &out, const Edit &edit, std::size_t reason_column,
	const ReportStyle &style)
{
	const std::size_t room = room_beside_label(style);
	std::string why = reason(edit, style);
	const bool fits = room == 0 || reason_column + display_width(why) <= room;
	const bool beside = fits && width_of(edit, style) < reason_column;
	for (const std::string &line : edit.lines) {
		std::string text = clean(style, line);
		if (room != 0 && display_width(text) > room) {
			for (std::string &part : folded(text, room))
				out.push_back(std::move(part));
			continue;
		}
		if (beside && !why.empty())
			text = pad(std::move(text), reason_column) + paint(style, Ink::Dim, why);
		if (beside)
			why.clear();
		out.push_back(std::move(text));
	}
	if (why.empty())
		return;
	for (const std::string &line : wrap(why, room == 0 ? 0 : room - 2))
		out.push_back("  " + paint(style, Ink::Dim, line));
}

std::string render_edits(
	std::span<const Edit> edits, std::size_t limit, const ReportStyle &style, LeftOut &left_out)
{
	const auto shown = edits.first(style.full ? edits.size() : std::min(limit, edits.size()));
	left_out.edits += edits.size() - shown.size();
	const std::size_t reason_column = widest_line(shown, style) + 2;
	std::vector<std::string> lines;
	for (const Edit &edit : shown)
		append_edit(lines, edit, reason_column, style);
	return labelled(style, "repair", lines);
}

/** `systemctl edit` makes override.conf; drop-ins are applied in the order of their names. */
static bool override_comes_last(const Origin &origin) noexcept
{
	return origin.kind != OriginKind::DropIn || base_name(origin.path) <= "override.conf";
}

/** A name that sorts after the one of the drop-in that denied. */
static std::string later_name(std::string_view drop_in)
{
	static constexpr std::string_view usual = "zz-repair.conf";
	if (drop_in < usual)
		return std::string{usual};
	return std::string{drop_in.substr(0, drop_in.rfind('.'))} + "~repair.conf";
}

static std::string where_to_write(const std::string &unit, const Origin &origin, bool user)
{
	if (override_comes_last(origin))
		return fmt::format("systemctl {}edit {}", user ? "--user " : "", shell_word(unit));
	return fmt::format("{}/{}.d/{}", user ? "~/.config/systemd/user" : "/etc/systemd/system",
		unit, later_name(base_name(origin.path)));
}

static std::string what_then(const std::string &unit, const Origin &origin, bool user)
{
	const std::string_view systemctl = user ? "systemctl --user" : "systemctl";
	const std::string restart = fmt::format("{} restart {}", systemctl, shell_word(unit));
	// systemctl edit reloads by itself.
	return override_comes_last(origin)
		       ? restart
		       : fmt::format("{} daemon-reload && {}", systemctl, restart);
}

std::string render_how_to_write(
	const Diagnosis &diagnosis, bool user, bool live, const ReportStyle &style)
{
	const auto repairable = std::ranges::find_if(
		diagnosis.findings, [](const Finding &finding) { return !finding.edits.empty(); });
	if (repairable == diagnosis.findings.end() || !style.legend)
		return {};
	const std::string &unit = diagnosis.incident.unit;
	const std::string where = clean(style, where_to_write(unit, repairable->origin, user));
	const std::string then = clean(style, what_then(unit, repairable->origin, user));
	std::string out = fmt::format("\n  {}: {}\n", paint(style, Ink::Dim, "Write it"), where);
	/* without the comments of the drop-in: the reasons stand above, beside the edit */
	const std::string indent(12, ' ');
	out += indent + paint(style, Ink::Bold, "[Service]") + '\n';
	const std::size_t room = style.width == 0 ? 0 : text_width(style) - indent.size();
	for (const std::string &line : repairable->edits.front().lines)
		for (const std::string &part : folded(clean(style, line), room))
			out += indent + paint(style, Ink::Bold, part) + '\n';
	out += fmt::format("  {}:     {}\n", paint(style, Ink::Dim, "Then"), then);
	if (live)
		out += fmt::format(
			"  {}:       hardenctl {}loosen {} --apply, which takes it back if "
			"that does not help\n",
			paint(style, Ink::Dim, "Or"), user ? "--user " : "", clean(style, unit));
	return out;
}

} // namespace hardenctl
