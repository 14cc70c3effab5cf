// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string_view>

namespace hardenctl {

/** Has it the characters, length and suffix of a unit's full name (systemd.unit(5))? */
bool is_unit_name(std::string_view name) noexcept;

} // namespace hardenctl
