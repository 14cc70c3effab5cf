// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/incident-reader.hh"
#include "journal/log.hh"

namespace hardenctl {

/**
 * Finds what the kernel recorded in that part of the log and gives the reader what is its unit's.
 * A record belongs to one unit only. Bounded: the newest records count.
 * @param span names the unit
 */
void read_kernel(Log &log, const Query &span, IncidentReader &reader);

} // namespace hardenctl
