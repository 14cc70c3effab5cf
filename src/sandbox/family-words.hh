// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string_view>
#include <vector>

namespace hardenctl {

/**
 * The families that a line of RestrictAddressFamilies=, without its "~", names. An unknown word is
 * ignored; from 262 on all that follow it, too (parse_address_families()).
 */
std::vector<int> parse_families(std::string_view words, unsigned systemd_version);

} // namespace hardenctl
