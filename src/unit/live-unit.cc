// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/live-unit.hh"

#include "base/text.hh"
#include "unit/bus-value.hh"
#include "unit/live-reader.hh"
#include "unit/manager-call.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

LiveManager::LiveManager(const ManagerLocation &location)
	: location_(location), bus_(open_manager_bus(location))
{
}

unsigned LiveManager::version()
{
	const std::string what = fmt::format("ask {} for its version", manager_in_words(location_));
	const auto request = new_properties_call(
		bus_.get(), manager_path, "Get", {manager_interface, "Version"});
	const auto reply = call_manager(bus_.get(), request.get(), what);
	const char *text = nullptr;
	if (sd_bus_message_read(reply.get(), "v", "s", &text) < 0)
		return 0;
	const std::string_view version{text};
	return parse_number<unsigned>(version.substr(0, version.find_first_not_of("0123456789")))
		.value_or(0);
}

LiveUnit LiveManager::read(const std::string &unit)
{
	const auto request = new_unit_properties_call(bus_.get(), unit);
	const auto reply = call_manager(bus_.get(), request.get(),
		fmt::format("ask {} for {}", manager_in_words(location_), unit));
	return read_live_unit(reply.get());
}

/** @param state nullptr for any */
static std::vector<std::string> list_units(
	sd_bus *bus, const char *state, const char *pattern, const std::string &what)
{
	const auto request = new_manager_call(bus, "ListUnitsByPatterns");
	check_bus(state ? sd_bus_message_append(request.get(), "as", 1, state)
			: sd_bus_message_append(request.get(), "as", 0),
		what);
	check_bus(sd_bus_message_append(request.get(), "as", 1, pattern), what);
	const auto reply = call_manager(bus, request.get(), what);
	std::vector<std::string> units;
	for (const BusValue &row : read_bus_value(reply.get()).items)
		units.push_back(row.items[0].text);
	std::ranges::sort(units);
	return units;
}

std::vector<std::string> LiveManager::failed_services()
{
	return list_units(bus_.get(), "failed", "*.service",
		fmt::format("ask {} for failed units", manager_in_words(location_)));
}

std::vector<std::string> LiveManager::loaded_units()
{
	return list_units(bus_.get(), nullptr, "*",
		fmt::format("ask {} for its units", manager_in_words(location_)));
}

} // namespace hardenctl
