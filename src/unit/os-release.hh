// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hardenctl {

/** os-release(5) below root, quotes removed; empty if there is none. Never throws for its content.
 */
std::vector<std::pair<std::string, std::string>> read_os_release(const std::string &root);

/** Empty if it is not there. */
std::string_view os_release_field(const std::vector<std::pair<std::string, std::string>> &fields,
	std::string_view key) noexcept;

/** A short file below root, outer blanks removed; empty if it cannot be read. */
std::string read_short_file(const std::string &root, const std::string &path);

/** Of the running system (uname(2)) if root is its own, else what /etc/hostname says. */
std::string hostname_in(const std::string &root);

} // namespace hardenctl
