// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/bus.hh"

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include <systemd/sd-bus.h>

/** Parts of Manager; only unit/ includes this. */
namespace hardenctl {

inline constexpr const char *manager_name = "org.freedesktop.systemd1";
inline constexpr const char *manager_path = "/org/freedesktop/systemd1";
inline constexpr const char *manager_interface = "org.freedesktop.systemd1.Manager";
inline constexpr const char *unit_interface = "org.freedesktop.systemd1.Unit";

struct MessageDeleter {
	void operator()(sd_bus_message *message) const noexcept { sd_bus_message_unref(message); }
};
using MessageHandle = std::unique_ptr<sd_bus_message, MessageDeleter>;

/** What check_bus() names where an answer is read. */
inline constexpr const char *reading_answer = "read the service manager's answer";

/** Throws Error for r < 0: "Cannot WHAT: …". */
void check_bus(int r, std::string_view what);

/** For an answer that is an error; names root as the way out where that is one. */
[[noreturn]] void throw_bus_error(const sd_bus_error &error, const std::string &what);

/** A method call of the manager, to be filled with arguments. */
MessageHandle new_manager_call(sd_bus *bus, const char *method);

/** Get or GetAll of org.freedesktop.DBus.Properties. */
MessageHandle new_properties_call(sd_bus *bus, const char *path, const char *method,
	std::initializer_list<const char *> arguments);

/** All properties of a unit, which is loaded for that if need be. */
MessageHandle new_unit_properties_call(sd_bus *bus, const std::string &unit);

/** Waits for the answer. @param what "restart nginx.service", for the Error */
MessageHandle call_manager(sd_bus *bus, sd_bus_message *message, const std::string &what);

} // namespace hardenctl
