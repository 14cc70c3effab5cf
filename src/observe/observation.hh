// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/operation.hh"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace hardenctl {

/** Names as a recording has them: observed_name(). */
enum class Observed {
	/** A call that was answered with an error. */
	Failed,
	/** A call that worked and changed something: a file opened for writing, a port bound. */
	Used,
	/** A signal that ends a process, with the call if a filter sent it. */
	Signal,
	/** A process became another program. */
	Executed,
	/** A process ended. */
	Exited,
};

/** "failed", "used", … */
std::string_view observed_name(Observed what) noexcept;

/**
 * One thing that the kernel did for or to a process of the unit; repeats are folded. Text comes
 * from the process and is not escaped.
 */
struct ObservedEvent {
	Observed what = Observed::Failed;
	/** Microseconds since the epoch, of the first. */
	std::uint64_t time = 0;
	/** As the process itself knows it. */
	pid_t pid = 0;
	/** As the observer knows it. */
	pid_t host_pid = 0;
	/** The same of its parent. */
	pid_t parent = 0;
	std::string comm;
	/** Empty if unknown. */
	std::string exe;
	std::optional<uid_t> uid;
	/** Does the service manager's executor still set it up? */
	bool is_setup = false;
	/** Name of the system call; empty if there is none. */
	std::string call;
	/** AUDIT_ARCH_*, 0 for the native one. */
	std::uint32_t arch = 0;
	/** As strace(1) shows them, the paths among them; may be empty. */
	std::string arguments;
	/** Absolute, or the end of it if it is not sure. */
	std::string path;
	/** What the path is without its links, outside of the unit's view; empty if the same. */
	std::string target;
	/** Is it, or what it is to be made in, absent outside of the unit's view, too? */
	bool is_absent = false;
	/** Was all of the path read? */
	bool path_is_sure = true;
	Access access = Access::Unknown;
	/** AF_* */
	std::optional<int> family;
	std::optional<std::uint16_t> port;
	std::string address;
	/** Asked for during the call and not there; in the order of their numbers. */
	std::vector<unsigned> capabilities;
	/** Did a user namespace of its own keep them from counting? */
	bool in_user_namespace = false;
	/** Is it what systemd puts in the place of an inaccessible file, which root reads as empty?
	 */
	bool is_inaccessible = false;
	/** Positive errno, 0 for none. */
	int error = 0;
	int signal = 0;
	/** Was it a system call filter that answered? */
	bool by_filter = false;
	/** Is it known whether it was? */
	bool filter_is_sure = true;
	/** Exited: as of waitpid(2). */
	int status = 0;
	std::uint64_t count = 1;

	bool operator==(const ObservedEvent &) const = default;
};

/** What was used at all while it was watched. */
struct UsedSets {
	std::set<std::string> calls;
	std::set<unsigned> capabilities;
	/** AF_* */
	std::set<int> families;
	/** CLONE_NEW* without the prefix, in small letters: "net", "user". */
	std::set<std::string> namespaces;
	bool write_exec_memory = false;
	bool executable_change = false;
	bool personality = false;
	bool realtime = false;

	bool operator==(const UsedSets &) const = default;
};

/** What became of the unit while it was watched. */
enum class TraceOutcome { Running, Ended, Failed };

/** All that was seen of a unit; see recording.hh for its form in a file. */
struct Recording {
	std::string unit;
	std::string hostname;
	std::string kernel;
	std::string invocation;
	/** Microseconds since the epoch. */
	std::uint64_t begin = 0;
	std::uint64_t end = 0;
	/** Was it watched from its start on? */
	bool from_start = false;
	/** Starts that were seen, also by the manager alone. */
	unsigned starts = 0;
	bool was_reloaded = false;
	/** Did it open log files anew while it ran, as after a rotation? */
	bool reopened_logs = false;
	bool has_capabilities = true;
	TraceOutcome outcome = TraceOutcome::Running;
	/** Result= of the unit; empty if it has none. */
	std::string result;
	/** Why the check failed; empty if it did not, or if there was none. */
	std::string check_failure;
	bool was_checked = false;
	/** Events that did not fit into the buffer. */
	std::uint64_t lost = 0;
	std::vector<ObservedEvent> observations;
	UsedSets used;

	bool has_start() const noexcept { return from_start || starts > 0; }

	bool operator==(const Recording &) const = default;
};

} // namespace hardenctl
