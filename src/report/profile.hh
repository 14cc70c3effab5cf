// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/profile.hh"
#include "report/report.hh"

#include <optional>
#include <string>
#include <string_view>

namespace hardenctl {

/** What `tighten --profile=` answers. */
struct ShownProfile {
	const Profile &profile;
	/** Empty if the profile is for a pattern, and none was named. */
	std::string unit;
	/** 0 if unknown. */
	unsigned systemd_version = 0;
	/** profile_for() this system. */
	std::string drop_in;
	/** 0 to 100 of its unit; nothing if that is not there. */
	std::optional<unsigned> exposure_before;
	std::optional<unsigned> exposure_after;
};

/** The drop-in of another unit that goes with it: no part of the file, so as comments. */
std::string companion_in_comments(std::string_view unit, std::string_view text);

/** The drop-in; then, as comments, that of the companion unit. */
std::string render_profile(const ShownProfile &shown, const ReportStyle &style);
std::string render_profile_json(const ShownProfile &shown, JsonMode mode);

/** All that there are, one a line. */
std::string render_profiles(const ReportStyle &style);
std::string render_profiles_json(unsigned systemd_version, JsonMode mode);

} // namespace hardenctl
