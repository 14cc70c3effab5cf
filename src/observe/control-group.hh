// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** Where control group version 2 is mounted: alone, or beside version 1. Throws Error if nowhere.
 */
std::string control_group_mount();

/** The group of version 2 that a process is in, "/system.slice/x.service". Throws Error. */
std::string control_group_of(int pid);

/** IDs of a group and of all below it, as bpf_get_current_cgroup_id() has them; empty if there is
 * none yet. */
std::vector<std::uint64_t> control_group_ids(const std::string &group);

/** The group of a slice below the manager's: "/a.slice/a-b.slice" for "a-b.slice". */
std::string group_of_slice(std::string_view slice);

} // namespace hardenctl
