// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/**
 * Where the files of a running local container are seen from here: "/proc/PID/root"; empty for
 * ".host". Throws Error if no such container runs, or its name can be none.
 * @param machine as -M takes it: "web", "user@web", ".host"
 */
std::string container_root(std::string_view machine);

/** Names of the containers that run; sorted. */
std::vector<std::string> list_containers();

} // namespace hardenctl
