// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/profile.hh"

#include "advice/exposure.hh"
#include "base/text.hh"
#include "report/columns.hh"
#include "report/json-parts.hh"
#include "report/table.hh"

#include <fmt/format.h>

namespace hardenctl {

std::string companion_in_comments(std::string_view unit, std::string_view text)
{
	if (unit.empty())
		return {};
	std::string out = fmt::format("\n# And for {}:\n", unit);
	for (const std::string_view line : split(text, '\n'))
		if (!line.empty() && !line.starts_with('#'))
			out += fmt::format("# {}\n", line);
	return out;
}

std::string render_profile(const ShownProfile &shown, const ReportStyle &style)
{
	const Profile &profile = shown.profile;
	std::string out;
	if (style.legend) {
		out = fmt::format("# hardenctl profile {}, version {}, for {}\n", profile.name,
			profile.version, shown.unit.empty() ? profile.units : shown.unit);
		for (const std::string &line : wrap(profile.purpose, 96))
			out += fmt::format("# {}\n", line);
		if (shown.exposure_before)
			out += fmt::format("# Exposure {} now, {} with these lines.\n",
				exposure_text(*shown.exposure_before),
				exposure_text(*shown.exposure_after));
	}
	out += shown.drop_in;
	return out + companion_in_comments(profile.companion, profile.companion_text);
}

std::string render_profile_json(const ShownProfile &shown, JsonMode mode)
{
	const Json document{
		{"hardenctl", HARDENCTL_VERSION},
		{"systemd", number_or_null(shown.systemd_version)},
		{"profile", shown.profile.name},
		{"version", shown.profile.version},
		{"unit", text_or_null(shown.unit)},
		{"drop_in", shown.drop_in},
		{"companion", text_or_null(shown.profile.companion)},
		{"companion_drop_in", text_or_null(shown.profile.companion_text)},
		{"exposure_before", level_to_json(shown.exposure_before)},
		{"exposure_after", level_to_json(shown.exposure_after)},
		{"diagnostics", Json::array()},
	};
	return dump_json(document, mode);
}

static std::string units_of(const Profile &profile)
{
	return profile.companion.empty() ? std::string{profile.units}
					 : fmt::format("{}, {}", profile.units, profile.companion);
}

std::string render_profiles(const ReportStyle &style)
{
	const Utf8Scope utf8;
	Table table{style};
	for (const char *heading : {"PROFILE", "VERSION", "EXPOSURE", "UNITS"})
		table.add_column(heading, false);
	for (const Profile &profile : profiles())
		table.add_row({{.text = std::string{profile.name}},
			{.text = fmt::format("{}", profile.version)},
			{.text = exposure_text(profile.exposure)}, {.text = units_of(profile)}});
	return table.render();
}

std::string render_profiles_json(unsigned systemd_version, JsonMode mode)
{
	const Json document{
		{"hardenctl", HARDENCTL_VERSION},
		{"systemd", number_or_null(systemd_version)},
		{"profiles", json_array(profiles(),
				     [](const Profile &profile) {
					     return Json{{"name", profile.name},
						     {"version", profile.version},
						     {"unit", text_or_null(usual_unit(profile))},
						     {"units", split_blanks(profile.units)},
						     {"companion", text_or_null(profile.companion)},
						     {"exposure", level_to_json(profile.exposure)},
						     {"purpose", profile.purpose}};
				     })},
		{"diagnostics", Json::array()},
	};
	return dump_json(document, mode);
}

} // namespace hardenctl
