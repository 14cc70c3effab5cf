// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/bus.hh"

#include "base/error.hh"

#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>

namespace hardenctl {

void BusDeleter::operator()(sd_bus *bus) const noexcept
{
	// No flush: it would wait for a manager that does not answer.
	sd_bus_close_unref(bus);
}

namespace {

/** A connection of our own to that address; nothing there is no error yet. */
BusHandle open_private_socket(const std::string &path)
{
	if (access(path.c_str(), R_OK | W_OK) < 0)
		return nullptr;
	sd_bus *raw = nullptr;
	if (sd_bus_new(&raw) < 0)
		return nullptr;
	BusHandle bus{raw};
	if (sd_bus_set_address(raw, ("unix:path=" + path).c_str()) < 0 || sd_bus_start(raw) < 0)
		return nullptr;
	return bus;
}

std::string private_socket(bool user)
{
	if (!user)
		return geteuid() == 0 ? "/run/systemd/private" : "";
	const char *directory = getenv("XDG_RUNTIME_DIR");
	return directory ? std::string{directory} + "/systemd/private" : "";
}

int open_bus(const ManagerLocation &location, sd_bus **bus)
{
	if (!location.host.empty())
		return sd_bus_open_system_remote(bus, location.host.c_str());
	if (!location.machine.empty())
		return location.user ? sd_bus_open_user_machine(bus, location.machine.c_str())
				     : sd_bus_open_system_machine(bus, location.machine.c_str());
	return location.user ? sd_bus_open_user(bus) : sd_bus_open_system(bus);
}

std::string way_out(const ManagerLocation &location)
{
	if (location.user && location.machine.empty() && location.host.empty())
		return " ($XDG_RUNTIME_DIR must be that of a session of yours)";
	return "";
}

} // namespace

BusHandle open_manager_bus(const ManagerLocation &location)
{
	if (location.host.empty() && location.machine.empty())
		if (const std::string path = private_socket(location.user); !path.empty())
			if (BusHandle bus = open_private_socket(path))
				return bus;
	sd_bus *raw = nullptr;
	if (const int r = open_bus(location, &raw); r < 0)
		throw Error(-r, fmt::format("Cannot connect to {}{}", manager_in_words(location),
					way_out(location)));
	BusHandle bus{raw};
	sd_bus_set_allow_interactive_authorization(raw, true);
	return bus;
}

bool manager_is_running() noexcept
{
	return sd_booted() > 0;
}

std::string manager_in_words(const ManagerLocation &location)
{
	const std::string_view manager = location.user ? "user manager" : "system manager";
	if (!location.host.empty())
		return fmt::format("the {} of {}", manager, location.host);
	if (!location.machine.empty())
		return fmt::format("the {} of container {}", manager, location.machine);
	return fmt::format("the {}", manager);
}

} // namespace hardenctl
