// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "journal/entry.hh"

#include <optional>
#include <string_view>

namespace hardenctl {

/** "ModuleNotFoundError: No module named 'x'", "Cannot find module '/opt/x/x.js'" */
std::optional<Denial> from_missing_module(const Entry &entry, std::string_view line);

} // namespace hardenctl
