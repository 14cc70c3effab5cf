// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "journal/entry.hh"

#include <optional>
#include <string>
#include <string_view>

namespace hardenctl {

/** What the kernel says of a limit or a crash; cgroup ties it to a unit where the line has one. */
struct KernelLimit {
	Denial denial;
	/** "/system.slice/x.service" of the victim; empty if the line names none. */
	std::string cgroup;
};

/** The pids controller, the OOM killer, RLIMIT_DATA, a fault on memory that is not executable. */
std::optional<KernelLimit> detect_kernel_limit(const Entry &entry);

/** "callbacks suppressed", "backlog limit exceeded": records near it are missing. */
bool tells_lost_records(const Entry &entry);

} // namespace hardenctl
