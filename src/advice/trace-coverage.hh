// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "observe/observation.hh"
#include "unit/unit-config.hh"

#include <span>
#include <string>

namespace hardenctl {

/** By ExecReload=, or by the signal of Type=notify-reload. */
bool can_reload(const UnitConfig &config);

/**
 * What a unit does now and then and did not do in any of these recordings, in one sentence: a
 * start, a reload if it has one, a rotation of the log files that it writes. Empty if it did all,
 * and without recordings.
 */
std::string never_seen(const UnitConfig &config, std::span<const Recording> recordings);

} // namespace hardenctl
