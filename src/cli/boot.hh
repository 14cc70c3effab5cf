// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/log.hh"

#include <string>
#include <string_view>

namespace hardenctl {

/** "0", "-1", "2", "all" or 128 bit in hex, with or without dashes. */
bool is_boot_descriptor(std::string_view text) noexcept;

/**
 * The ID of the boot that is meant; empty for "all". "" and 0 mean the newest one, -1 the one
 * before it, 1 the oldest in the log. Throws Error if the log does not hold it.
 */
std::string resolve_boot(Log &log, const std::string &descriptor);

} // namespace hardenctl
