// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "process/runtime-facts.hh"
#include "process/sockets.hh"

#include <map>
#include <optional>
#include <string>

namespace hardenctl {

/** Reads processes; processes of one network namespace share a socket table. */
class ProcessReader {
	std::string proc_;
	std::map<std::string, SocketTable> tables_;

	const SocketTable &table_of(const ProcessSeen &process, const std::string &directory);
	void read_descriptors(const std::string &directory, ProcessSeen &process);
	void add_descriptor(
		const std::string &directory, const std::string &number, ProcessSeen &process);

public:
	/** @param proc "/proc" */
	explicit ProcessReader(std::string proc) : proc_(std::move(proc)) {}

	/**
	 * Nothing if the process has ended. Throws Error if it is there and may not be read, with
	 * what to do.
	 */
	std::optional<ProcessSeen> read(pid_t pid);
};

/** Of all processes whose control group is the unit's, sorted. Throws Error without a proc. */
std::vector<pid_t> find_processes(
	const std::string &proc, const std::string &unit, bool user_manager);

struct PortHolder {
	pid_t pid = 0;
	/** proc_pid_comm(5), not escaped. */
	std::string comm;
	/** The unit that its control group belongs to; empty if there is none. */
	std::string unit;
};

/**
 * Who listens on a TCP port of this process's network namespace; nothing if nobody does, or if it
 * may not be seen.
 */
std::optional<PortHolder> find_port_holder(const std::string &proc, std::uint16_t port);

} // namespace hardenctl
