// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/exposure.hh"
#include "sandbox/capability-set.hh"
#include "sandbox/syscall-filter.hh"

#include <optional>
#include <span>
#include <string_view>

namespace hardenctl {

/** What the rules look at. */
struct ExposedUnit {
	const UnitConfig &config;
	System system;
	ExposureMode mode;
	Settings settings;
	CapabilitySet capabilities;
	SyscallFilter filter;

	ExposedUnit(const UnitConfig &unit_config, const System &unit_system,
		ExposureMode exposure_mode);

	/**
	 * What the manager shows for a directive of which the last assignment counts: as written,
	 * or what DynamicUser= puts in its place; nullptr if neither. What else the model takes as
	 * implied comes about when the service starts, so it does not show.
	 */
	const Assignment *find(Directive directive) const;

	/** Of find(), or the default. */
	std::string_view value(Directive directive) const;

	/** Of find(), for booleans and enums that have "no" among them. */
	bool is_on(Directive directive) const;
};

/** Nothing if the row does not apply to the unit. */
std::optional<unsigned> exposure_badness(
	const ExposureRecord &row, Directive directive, const ExposedUnit &unit);

/** RestrictAddressFamilies=: is the row of these families bad? */
bool exposes_families(const ExposedUnit &unit, std::string_view families);

/** SystemCallFilter=, 0 to 10. */
unsigned syscall_badness(const ExposedUnit &unit, std::string_view group);

/** SystemCallArchitectures=, 0 to 10. */
unsigned architecture_badness(const ExposedUnit &unit);

/** IPAddressDeny= and what goes with it, 0 to 10. */
unsigned address_badness(const ExposedUnit &unit);

} // namespace hardenctl
