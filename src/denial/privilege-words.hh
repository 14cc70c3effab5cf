// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string_view>

namespace hardenctl {

/**
 * Does a setuid helper (sudo, su, ping, mount, crontab) say that it got no power although it is
 * installed with it? That is what NoNewPrivileges= and nosuid mounts look like from inside.
 */
bool says_powerless(std::string_view line);

} // namespace hardenctl
