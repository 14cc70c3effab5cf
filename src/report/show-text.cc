// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/exposure.hh"
#include "base/path.hh"
#include "report/columns.hh"
#include "report/rows.hh"
#include "report/show.hh"
#include "report/style.hh"
#include "report/table.hh"
#include "report/words.hh"

#include <algorithm>
#include <fmt/ranges.h>
#include <map>
#include <set>

namespace hardenctl {

/** Longer values are cut in the middle where the screen has a limit. */
static constexpr std::size_t widest_value = 24;
static constexpr std::size_t narrowest_origin = 12;

namespace {

/** What a row says, clean. */
struct SettingRow {
	std::string directive;
	std::string value;
	std::string enforced;
	std::string exposure;
	std::string place;
	/** For where that is too long. */
	std::string short_place;
	Ink ink = Ink::Plain;
};

} // namespace

static constexpr RowColumn<SettingRow> setting_columns[]{
	{.heading = "DIRECTIVE", .text = &SettingRow::directive},
	{.heading = "VALUE", .text = &SettingRow::value},
	{.heading = "ENFORCED", .text = &SettingRow::enforced},
	{.heading = "EXPOSURE", .text = &SettingRow::exposure, .right = true},
	{.heading = "SET AT", .text = &SettingRow::place},
};

static std::string enforced_in_words(const EffectiveSetting &setting, unsigned systemd_version)
{
	if (setting.missing_until != 0)
		return fmt::format("no, since {}", setting.missing_until);
	if (setting.user == UserSupport::Never)
		return "no";
	if (setting.user == UserSupport::Depends)
		return "depends";
	return systemd_version == 0 ? "unknown" : "yes";
}

/** What it takes away; of what is not set, what it leaves. */
static std::string exposure_in_words(const EffectiveSetting &setting)
{
	static constexpr double shown = 0.005;
	if (!setting.exposure_gained)
		return {};
	if (*setting.exposure_gained >= shown)
		return fmt::format("-{:.2f}", *setting.exposure_gained);
	return *setting.exposure_left >= shown ? fmt::format("+{:.2f}", *setting.exposure_left)
					       : "0.00";
}

static Ink ink_of(const EffectiveSetting &setting) noexcept
{
	if (setting.missing_until != 0 || setting.user == UserSupport::Never)
		return Ink::Yellow;
	return setting.origin.kind == OriginKind::Default ? Ink::Dim : Ink::Plain;
}

/** What implies it matters more than where; else the name of the file, see directories(). */
static std::string short_place(const EffectiveSetting &setting)
{
	const Origin &origin = setting.origin;
	if (origin.implied_by)
		return fmt::format("by {}=", name(*origin.implied_by));
	return origin.path.empty() || origin.line == 0
		       ? origin_in_words(origin)
		       : fmt::format("{}:{}", base_name(origin.path), origin.line);
}

/** Where the files are that a narrow table only names. */
static std::string directories(const EffectiveSandbox &unit, const ReportStyle &style)
{
	std::map<std::string, std::set<std::string>> files;
	for (const EffectiveSetting &setting : unit.settings)
		if (const std::string &path = setting.origin.path; !path.empty())
			files[path.substr(0, path.rfind('/'))].insert(std::string{base_name(path)});
	std::string out;
	for (const auto &[directory, names] : files)
		out += paragraph(
			style, {}, fmt::format("{} in {}/", fmt::join(names, ", "), directory));
	return out.empty() ? out : '\n' + out;
}

static SettingRow row_of(
	const EffectiveSetting &setting, unsigned systemd_version, const ReportStyle &style)
{
	return {.directive = fmt::format("{}=", name(setting.directive)),
		.value = clean(style, setting.value),
		.enforced = enforced_in_words(setting, systemd_version),
		.exposure = exposure_in_words(setting),
		.place = clean(style, origin_in_words(setting.origin)),
		.short_place = clean(style, short_place(setting)),
		.ink = ink_of(setting)};
}

/**
 * Values and places give way; on a narrow screen the terminal breaks the lines.
 * @return have places become names of files?
 */
static bool fit(std::vector<SettingRow> &rows, const ReportStyle &style)
{
	const std::string_view ellipsis = symbols(style).ellipsis;
	for (SettingRow &row : rows)
		row.value = shorten_middle(row.value, widest_value, ellipsis);
	std::size_t used = 0;
	for (const auto &column : std::span{setting_columns}.first(std::size(setting_columns) - 1))
		used += width_of(column, rows, style.legend) + Table::gap;
	const std::size_t room =
		style.width > used + narrowest_origin ? style.width - used : narrowest_origin;
	const bool fits = std::ranges::all_of(
		rows, [room](const SettingRow &row) { return display_width(row.place) <= room; });
	for (SettingRow &row : rows)
		if (!fits)
			row.place = row.short_place;
	return !fits;
}

static std::string render_table(
	const EffectiveSandbox &unit, unsigned systemd_version, const ReportStyle &style)
{
	std::vector<SettingRow> rows;
	for (const EffectiveSetting &setting : unit.settings)
		rows.push_back(row_of(setting, systemd_version, style));
	const bool names_files = style.width != 0 && !style.full && fit(rows, style);
	const std::string table = render_rows(setting_columns, rows, style,
		[](const auto &, const SettingRow &row) { return row.ink; });
	return names_files ? table + directories(unit, style) : table;
}

static Ink ink_of_level(unsigned level) noexcept
{
	static constexpr unsigned unsafe = 90;
	static constexpr unsigned medium = 50;
	if (level >= unsafe)
		return Ink::Red;
	return level >= medium ? Ink::Yellow : Ink::Green;
}

static std::string exposure_line(const EffectiveSandbox &unit, const ReportStyle &style)
{
	if (!unit.exposure)
		return {};
	const unsigned level = *unit.exposure;
	std::string out;
	if (style.legend && !unit.settings.empty())
		out = "\nEXPOSURE, of 10 in systemd-analyze security; negative: exposure "
		      "removed,\npositive: exposure remaining.\n\n";
	return out +
	       fmt::format("Overall exposure level for {}: {}\n", clean(style, unit.unit),
		       paint(style, ink_of_level(level),
			       fmt::format("{} {}", exposure_text(level), exposure_word(level))));
}

static std::string title(const EffectiveSandbox &unit, const ReportStyle &style)
{
	const std::string name = paint(style, Ink::Bold, clean(style, unit.unit));
	return unit.description.empty()
		       ? name + '\n'
		       : fmt::format("{} - {}\n", name, clean(style, unit.description));
}

std::string render_sandboxes(const ShownUnits &shown, const ReportStyle &style)
{
	const Utf8Scope utf8;
	std::string out;
	for (const EffectiveSandbox &unit : shown.units) {
		if (!out.empty())
			out += '\n';
		if (style.legend)
			out += title(unit, style) + '\n';
		if (unit.settings.empty() && style.legend)
			out += "Nothing is set: it has the defaults (--all shows them).\n\n";
		else if (!unit.settings.empty())
			out += render_table(unit, shown.systemd_version, style);
		out += exposure_line(unit, style);
	}
	return out;
}

} // namespace hardenctl
