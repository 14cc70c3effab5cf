// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/interruption.hh"
#include "journal/log.hh"

#include <chrono>

namespace hardenctl {

/**
 * Waits until entries may have come, or the time is up. Throws Interrupted, and Error if this log
 * does not grow: only journals do.
 */
void wait_for_entries(Log &log, Interruption &interruption, std::chrono::microseconds time);

} // namespace hardenctl
