// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "journal/log.hh"
#include "unit/unit-config.hh"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace hardenctl {

/** -b -S -U: which part of the log. */
struct TimeSpan {
	std::uint64_t since = 0;
	std::uint64_t until = std::numeric_limits<std::uint64_t>::max();
	std::string boot_id;
	/**
	 * Somebody asks what happened in that time: a run of it that failed or was denied something
	 * counts more than a newer one that is well.
	 */
	bool seeks_trouble = false;
	/** Keep each line that is read, and what was made of it. */
	bool keeps_lines = false;
};

/**
 * The newest invocation of the unit that failed or was denied something, or, if none was, the
 * newest one at all; one per host. Its lines, the kernel's and systemd-coredump's are joined by
 * invocation, PID and time, and given to every detector. Reads the newest entries first and a
 * bounded number of them: memory does not grow with the log.
 * @param config names the programs and the locale; may be of a unit that was not found
 * @param changed when the unit's files were changed last, 0 if unknown: the first start after that
 * is not merely the next try
 */
std::vector<Incident> collect_incidents(Log &log, const std::string &unit, const UnitConfig &config,
	const TimeSpan &span, std::uint64_t changed = 0);

/** A unit that the index shows as failed, killed or dumped. */
struct FailedUnit {
	std::string unit;
	std::string hostname;
	std::uint64_t last = 0;
};

/** For list: newest first, by MESSAGE_ID= and kernel records only; the units' own text is not read.
 */
std::vector<FailedUnit> find_failed_units(Log &log, const TimeSpan &span);

} // namespace hardenctl
