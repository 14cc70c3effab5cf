// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <optional>
#include <string_view>

namespace hardenctl {

/** 257 of "systemd 257.13-1~deb13u1 running in system mode (+PAM …)", the manager's first message.
 */
std::optional<unsigned> parse_version_banner(std::string_view message) noexcept;

} // namespace hardenctl
