// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/diagnose.hh"
#include "sandbox/settings.hh"

#include <vector>

namespace hardenctl {

/** What the time of a setting's file says, beside the last start that worked before a failure. */
enum class RecentChange {
	/** No such start is known, or the file is of another time than the log. */
	Unknown,
	/** It was there as it is, and the unit worked. */
	BeforeGoodStart,
	/** It came between that start and the failure. */
	AfterGoodStart,
};

/**
 * By setting. A file counts as old only if neither a unit file nor a directory of drop-ins nor a
 * program of the unit was changed after the start that worked.
 */
std::vector<RecentChange> look_at_changes(const Incident &incident, const Settings &settings,
	const UnitConfig &config, const SystemFacts &system);

} // namespace hardenctl
