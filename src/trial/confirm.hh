// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/manager-interface.hh"

#include <string>

namespace hardenctl {

/**
 * A change that waits for its confirmation stays: its drop-in moves from /run to where it was meant
 * to be, and the timer is off. @return path. Throws Error: nothing waits, /etc cannot be written.
 */
std::string confirm_change(ManagerInterface &manager, const std::string &unit);

} // namespace hardenctl
