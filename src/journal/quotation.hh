// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string_view>

namespace hardenctl {

/**
 * A log line without what a mail, a list, a table or a container's log puts around it: blanks,
 * "> ", "| … |" and "app-1  | ".
 */
std::string_view without_quotation(std::string_view line) noexcept;

} // namespace hardenctl
