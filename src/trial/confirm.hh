// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/manager-interface.hh"

#include <string>

namespace hardenctl {

/**
 * A change that waits for its confirmation stays: the timer is stopped, and its drop-in moves from
 * /run to where it was meant to be. @return path. Throws Error: nothing waits, it is too late, /etc
 * cannot be written (the timer goes on then), or it cannot be kept and was taken back.
 */
std::string confirm_change(ManagerInterface &manager, const std::string &unit);

} // namespace hardenctl
