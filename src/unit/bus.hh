// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <memory>
#include <string>

struct sd_bus;

namespace hardenctl {

/** Which service manager: systemctl's --user, -M and -H. */
struct ManagerLocation {
	bool user = false;
	/** -M: "web", "user@web" or ".host"; empty for none. */
	std::string machine;
	/** -H: "[USER@]HOST[:PORT]"; empty for none. */
	std::string host;

	/** Of this system. */
	bool is_here() const noexcept { return machine.empty() && host.empty(); }
};

struct BusDeleter {
	void operator()(sd_bus *bus) const noexcept;
};
/** A connection that is closed with its owner; what was sent and not answered may be lost. */
using BusHandle = std::unique_ptr<sd_bus, BusDeleter>;

/**
 * Connects as systemctl does: as root to the manager's private socket where there is one (it works
 * without a D-Bus daemon), else to the bus. Throws Error that names the manager and the way out.
 */
BusHandle open_manager_bus(const ManagerLocation &location);

/** Is there a running systemd on this machine that could be asked? Costs no connection. */
bool manager_is_running() noexcept;

/** "the system manager", "the user manager", "the manager of HOST": for messages. */
std::string manager_in_words(const ManagerLocation &location);

} // namespace hardenctl
