// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/exposure.hh"
#include "sandbox/settings.hh"
#include "unit/unit-config.hh"

#include <optional>
#include <string>
#include <vector>

namespace hardenctl {

/** Can a user manager enforce a directive? The record's words tell more. */
enum class UserSupport { Works, Depends, Never };

UserSupport user_support(Directive directive) noexcept;

/** One setting of a unit, or the default of a directive that it does not set. */
struct EffectiveSetting {
	Directive directive;
	std::string value;
	Origin origin;
	/** The first systemd version that has it, if this system's is older; else 0. */
	unsigned missing_until = 0;
	/** For units of a user manager. */
	std::optional<UserSupport> user;
	/**
	 * Points of systemd-analyze's 10 that the directive takes away, and those that it leaves;
	 * nothing if it has no rows, or for another assignment of the same directive before.
	 */
	std::optional<double> exposure_gained;
	std::optional<double> exposure_left;
};

struct EffectiveSandbox {
	std::string unit;
	std::string description;
	/** By directive, then in the order of application. */
	std::vector<EffectiveSetting> settings;
	/** 0 to 100, as exposure_level(); nothing for what systemd-analyze does not rate. */
	std::optional<unsigned> exposure;
};

/**
 * What a unit's settings come to on a system.
 * @param config as the system's own systemd takes the files
 * @param newest as the newest known one would: what it has in addition is ignored on the system
 * @param all with the defaults of all restrictions that are not set
 */
EffectiveSandbox effective_sandbox(const UnitConfig &config, const UnitConfig &newest,
	const System &system, ExposureMode mode, bool all);

/** systemd-analyze's word for a level of 0 to 100: "UNSAFE" for 96. */
std::string_view exposure_word(unsigned level) noexcept;

} // namespace hardenctl
