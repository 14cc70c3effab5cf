// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "journal/entry.hh"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/** Processes of an earlier run that are still there when a unit is started. */
namespace hardenctl {

/** "Found left-over process 12 (x) in control group while starting unit. Ignoring.": x */
std::optional<std::string_view> left_over_program(const Entry &entry) noexcept;

/** The same program of an earlier run has the port, unless the words say that it is something
 * else. */
void blame_left_over(std::vector<Denial> &denials, const std::set<std::string> &programs);

} // namespace hardenctl
