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

/** A profile is for one unit only; who names another one has mistaken something. */
static void check_unit(const CommandLine &command_line, const Profile &profile)
{
	for (const std::string &argument : command_line.arguments)
		if (mangle_unit_name(argument) != profile.unit)
			throw Error{fmt::format("The profile {} is for {}, not for {}.",
				profile.name, profile.unit, argument)};
}

const Profile &chosen_profile(const CommandLine &command_line)
{
	const Profile &profile = find_profile(command_line.profile);
	check_unit(command_line, profile);
	if (command_line.log.user)
		throw Error{"Profiles are for services of the system manager."};
	return profile;
}

int print_profile(const CommandLine &command_line)
{
	const Profile &profile = chosen_profile(command_line);
	const System system{.systemd_version = systemd_version_of(command_line.root)};
	const UnitSearch search{
		.root = command_line.root, .systemd_version = system.systemd_version};
	const UnitConfig config = load_unit(search, std::string{profile.unit});
	ShownProfile shown{.profile = profile,
		.systemd_version = system.systemd_version,
		.drop_in = profile_for(profile, system)};
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
