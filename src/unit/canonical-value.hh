// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive.hh"

#include <optional>
#include <span>
#include <string>

namespace hardenctl {

/**
 * What the lines of a directive come to, in a form that is the same for a file ("@mount", "1M",
 * "on") and for the manager ("mount umount", "1048576", "yes"). No line gives the default. Nothing
 * for what cannot be compared: percentages, times, credentials.
 */
std::optional<std::string> canonical_value(const DirectiveRecord &directive,
	std::span<const std::string> lines, unsigned systemd_version);

/**
 * Do they come to the same? What cannot be compared counts as the same; of groups of system calls,
 * what changed from this version to the newest known one does not count.
 * @param a as written, the groups of b may be expanded
 */
bool same_value(const DirectiveRecord &directive, std::span<const std::string> a,
	std::span<const std::string> b, unsigned systemd_version);

} // namespace hardenctl
