// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/incident-reader.hh"
#include "journal/log.hh"
#include "unit/unit-config.hh"

#include <string>

namespace hardenctl {

/**
 * Adds what the unit's processes wrote that were gone before journald could ask for their unit.
 * @param around the invocation's time, boot and host
 */
void read_lost_lines(Log &log, const Query &around, const UnitConfig &config,
	const std::string &invocation, IncidentReader &reader);

} // namespace hardenctl
