// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "sandbox/sandbox.hh"
#include "unit/unit-config.hh"

namespace hardenctl {

/**
 * "Control process exited, status=203/EXEC", and nothing of what the executor said (its lines lose
 * the unit's name if its control group is gone before journald looks): the program is one that the
 * unit's commands name. Of several the first that a setting refuses to run, or none.
 */
void name_failed_commands(Incident &incident, const UnitConfig &config, const Sandbox &sandbox);

} // namespace hardenctl
