// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "journal/entry.hh"

#include <optional>

namespace hardenctl {

/**
 * A refusal by SELinux, AppArmor, Smack or Landlock, in an audit record or a kernel line.
 * Permissive and complain mode refuse nothing and give nothing.
 */
std::optional<Denial> detect_avc(const Entry &entry);

} // namespace hardenctl
