// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "journal/entry.hh"

#include <optional>
#include <string_view>

namespace hardenctl {

/**
 * "Could not create listening sockets.", "Cannot chroot(/var/lib/x).", "can't find username
 * www-data": a program tells what failed, and not how it was answered. Its errors are alternatives
 * then.
 */
std::optional<Denial> from_bare_failure(const Entry &entry, std::string_view line);

} // namespace hardenctl
