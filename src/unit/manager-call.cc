// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/manager-call.hh"

#include "base/error.hh"

#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** As systemctl: a reload of a thousand units takes its time, and so does a person at polkit. */
constexpr std::uint64_t patience_usec = 180'000'000;

struct BusError {
	sd_bus_error value = {};
	~BusError() { sd_bus_error_free(&value); }
};

struct FreeText {
	void operator()(char *text) const noexcept { std::free(text); }
};

} // namespace

void throw_bus_error(const sd_bus_error &error, const std::string &what)
{
	const std::string_view name = error.name ? error.name : "";
	if (name.ends_with(".InteractiveAuthorizationRequired") || name.ends_with(".AccessDenied"))
		throw Error{EACCES,
			fmt::format("Not allowed to {} (run it as root, as with sudo)", what)};
	if (error.message)
		throw Error{fmt::format("Cannot {}: {}", what, error.message)};
	throw Error{sd_bus_error_get_errno(&error), "Cannot " + what};
}

void check_bus(int r, std::string_view what)
{
	if (r < 0)
		throw Error{-r, fmt::format("Cannot {}", what)};
}

MessageHandle new_manager_call(sd_bus *bus, const char *method)
{
	sd_bus_message *raw = nullptr;
	check_bus(sd_bus_message_new_method_call(
			  bus, &raw, manager_name, manager_path, manager_interface, method),
		std::string{"call "} + method);
	MessageHandle message{raw};
	sd_bus_message_set_allow_interactive_authorization(raw, 1);
	return message;
}

MessageHandle new_properties_call(sd_bus *bus, const char *path, const char *method,
	std::initializer_list<const char *> arguments)
{
	sd_bus_message *raw = nullptr;
	check_bus(sd_bus_message_new_method_call(
			  bus, &raw, manager_name, path, "org.freedesktop.DBus.Properties", method),
		std::string{"call "} + method);
	MessageHandle message{raw};
	for (const char *argument : arguments)
		check_bus(sd_bus_message_append_basic(raw, 's', argument),
			std::string{"call "} + method);
	return message;
}

MessageHandle new_unit_properties_call(sd_bus *bus, const std::string &unit)
{
	char *raw = nullptr;
	check_bus(sd_bus_path_encode("/org/freedesktop/systemd1/unit", unit.c_str(), &raw),
		"make the D-Bus path of " + unit);
	const std::unique_ptr<char, FreeText> path{raw};
	return new_properties_call(bus, path.get(), "GetAll", {""});
}

MessageHandle call_manager(sd_bus *bus, sd_bus_message *message, const std::string &what)
{
	BusError error;
	sd_bus_message *reply = nullptr;
	const int r = sd_bus_call(bus, message, patience_usec, &error.value, &reply);
	if (r < 0 && error.value.name)
		throw_bus_error(error.value, what);
	check_bus(r, what);
	return MessageHandle{reply};
}

} // namespace hardenctl
