// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/function-ref.hh"
#include "denial/denial.hh"
#include "journal/log.hh"
#include "unit/unit-config.hh"

#include <sys/types.h>
#include <vector>

namespace hardenctl {

/**
 * Other units that failed during the invocation or in the minutes before, and that it has to do
 * with: what it needs, what its errors name, what the bus started for one of its processes. Asks
 * the index for failures only. Earliest first, each unit once, at most a handful.
 * @param around the invocation's part of the log
 * @param is_own is the process one of the invocation's?
 */
std::vector<OtherFailure> find_other_failures(Log &log, const Query &around,
	const UnitConfig &config, const Incident &incident, FunctionRef<bool(pid_t)> is_own);

} // namespace hardenctl
