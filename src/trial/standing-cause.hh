// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "unit/unit-config.hh"

namespace hardenctl {

/**
 * What the unit is denied with a drop-in on trial may be by a line of that drop-in, whose file is
 * gone when its reasons are read. The edits name the line of the unit's own instead that set the
 * directive before, or the assignment alone.
 * @param config without the drop-in on trial
 */
void name_standing_causes(Diagnosis &diagnosis, const UnitConfig &config);

} // namespace hardenctl
