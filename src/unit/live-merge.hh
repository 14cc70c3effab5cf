// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/live-unit.hh"
#include "unit/unit-config.hh"

namespace hardenctl {

/**
 * Puts the manager's values in the place of those of the files that come to something else. The
 * origin keeps the file that has the directive now, without a line; if none has, it is transient
 * and has no path. What the manager has because another setting implies it is left to the model.
 */
void merge_live_values(UnitConfig &config, const LiveUnit &live, unsigned systemd_version);

/**
 * "changed on disk after it was loaded": which directives come to something else in the files as
 * they are now. Gives a diagnostic.
 * @param disk nothing if it is another machine's
 */
void note_need_of_reload(UnitConfig &config, const UnitConfig *disk, unsigned systemd_version);

} // namespace hardenctl
