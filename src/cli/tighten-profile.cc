// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/tighten-profile.hh"

#include "advice/drop-in.hh"
#include "advice/edits.hh"
#include "advice/exposure.hh"
#include "base/error.hh"
#include "cli/output.hh"
#include "report/profile.hh"
#include "unit/unit-files.hh"

#include <fmt/format.h>

namespace hardenctl {

/** To give another unit is a mistake. */
static void check_unit(const CommandLine &command_line, const Profile &profile)
{
	for (const std::string &argument : command_line.arguments)
		if (!is_for(profile, mangle_unit_name(argument)))
			throw Error{fmt::format("The profile {} is for {}, not for {}.",
				profile.name, profile.units, argument)};
}

const Profile &chosen_profile(const CommandLine &command_line)
{
	const Profile &profile = find_profile(command_line.profile);
	check_unit(command_line, profile);
	if (command_line.log.user)
		throw Error{"Profiles are for services of the system manager."};
	return profile;
}

/** Empty if the profile is for a pattern and no unit is given. */
static std::string unit_of(const CommandLine &command_line, const Profile &profile)
{
	return command_line.arguments.empty() ? std::string{usual_unit(profile)}
					      : mangle_unit_name(command_line.arguments.front());
}

int print_profile(const CommandLine &command_line)
{
	const Profile &profile = chosen_profile(command_line);
	const System system{.systemd_version = systemd_version_of(command_line.root)};
	const UnitSearch search{
		.root = command_line.root, .systemd_version = system.systemd_version};
	ShownProfile shown{.profile = profile,
		.unit = unit_of(command_line, profile),
		.systemd_version = system.systemd_version,
		.drop_in = profile_for(profile, system)};
	const UnitConfig config = shown.unit.empty() ? UnitConfig{} : load_unit(search, shown.unit);
	if (config.load_state == LoadState::Loaded) {
		shown.exposure_before = exposure_level(config, system);
		shown.exposure_after =
			exposure_level(with_lines(config, lines_in(shown.drop_in)), system);
	}
	return write_answer(command_line, {}, [&](const ReportStyle &style) {
		return command_line.json == JsonMode::Off
			       ? render_profile(shown, style)
			       : render_profile_json(shown, command_line.json);
	});
}

} // namespace hardenctl
