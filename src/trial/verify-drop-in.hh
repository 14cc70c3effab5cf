// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-files.hh"

#include <string>
#include <string_view>

namespace hardenctl {

/**
 * What `systemd-analyze verify` would warn of in this drop-in: unknown settings, values that would
 * be ignored. Throws Error with the first of it.
 */
void verify_drop_in(const UnitSearch &search, const std::string &unit, std::string_view text);

} // namespace hardenctl
