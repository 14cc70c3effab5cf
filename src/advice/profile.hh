// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/tighten.hh"
#include "sandbox/settings.hh"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** A drop-in for one service that was tried by using it; from profiles/NAME.conf, at build time. */
struct Profile {
	std::string_view name;
	unsigned version;
	/** Names or patterns of units, separated by blanks: "postfix.service postfix@-.service". */
	std::string_view units;
	/** 0 to 100: at most so where it was tried. */
	unsigned exposure;
	/** For what kind of installation, and for what not. */
	std::string_view purpose;
	/** The file, from [Service] on. */
	std::string_view text;
	/** Of another unit that goes with it, "dovecot.socket"; or empty. */
	std::string_view companion;
	std::string_view companion_text;
};

/** Sorted by name. */
std::span<const Profile> profiles() noexcept;

/** Throws Error for an unknown one, with those that there are. */
const Profile &find_profile(std::string_view name);

/** @param unit "nginx.service" */
bool is_for(const Profile &profile, const std::string &unit);

/** The unit that it is for unless another is named; empty if it is for a pattern. */
std::string_view usual_unit(const Profile &profile) noexcept;

/**
 * The drop-in for this system: without the lines that are for other versions of systemd ("#@ since
 * 257", "#@ until 256" before the comment of a line) and without directives that it does not have.
 */
std::string profile_for(const Profile &profile, const System &system);

/** A profile as trials take it. */
struct ProfileParts {
	/** Lines with their comments that configure and restrict nothing: they stay in any case. */
	std::string always;
	/** One for each directive that restricts, with all its lines. */
	std::vector<Candidate> candidates;
	/** What the unit has tighter already, "Directive=value". */
	std::vector<std::string> looser;
};

/**
 * Without what would make this unit looser than it is.
 * @param text of profile_for()
 */
ProfileParts parts_of(std::string_view text, const UnitConfig &config, const System &system);

} // namespace hardenctl
