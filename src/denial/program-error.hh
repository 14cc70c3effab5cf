// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "denial/program-context.hh"
#include "journal/entry.hh"

#include <vector>

namespace hardenctl {

/**
 * What a program's own words say: an errno (or what stands for one) and the path, port, family,
 * capability or call that it names; or another cause. Most lines give nothing, an entry of several
 * lines may give several.
 */
std::vector<Denial> detect_program_error(const Entry &entry, ProgramContext &context);

} // namespace hardenctl
