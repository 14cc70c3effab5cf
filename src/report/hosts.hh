// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"

#include <span>

namespace hardenctl {

/** Do they come from different machines, so that the unit alone does not tell them apart? */
bool has_many_hosts(std::span<const Diagnosis> diagnoses) noexcept;

} // namespace hardenctl
