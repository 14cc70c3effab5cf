// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <algorithm>
#include <string_view>

namespace hardenctl {

/** Has it the characters, length and suffix of a unit's full name (systemd.unit(5))? */
bool is_unit_name(std::string_view name) noexcept;

/** "getty" of "getty@tty1.service" and "getty.service"; no check. */
inline std::string_view unit_stem(std::string_view unit) noexcept
{
	return unit.substr(0, std::min(unit.rfind('.'), unit.find('@')));
}

} // namespace hardenctl
