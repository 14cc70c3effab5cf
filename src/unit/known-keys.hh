// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string_view>

namespace hardenctl {

/**
 * Is it a key of [Service], [Unit] or [Install] that is no directive of ours? From the parser
 * tables of systemd 252 and the manual pages up to 262.
 */
bool is_other_key(std::string_view section, std::string_view key) noexcept;

} // namespace hardenctl
