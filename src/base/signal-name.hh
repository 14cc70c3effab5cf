// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string_view>

namespace hardenctl {

/** By number or name: "31/SYS", "SIGSYS", "SYS", "31"; 0 if it is none. */
int parse_signal(std::string_view text) noexcept;

} // namespace hardenctl
