// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"
#include "unit/manager-call.hh"
#include "unit/manager.hh"

#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>

namespace hardenctl {

namespace {

struct FreeString {
	void operator()(char *text) const noexcept { std::free(text); }
};

/** Properties of one unit; what a type of unit does not have reads as nothing. */
class Properties {
	sd_bus *bus_;
	std::string path_;
	std::string interface_;

public:
	Properties(sd_bus *bus, std::string path, std::string interface)
		: bus_(bus), path_(std::move(path)), interface_(std::move(interface))
	{
	}

	std::string text(const char *property) const
	{
		char *raw = nullptr;
		if (sd_bus_get_property_string(bus_, manager_name, path_.c_str(),
			    interface_.c_str(), property, nullptr, &raw) < 0)
			return {};
		const std::unique_ptr<char, FreeString> owned{raw};
		return raw;
	}

	bool boolean(const char *property) const
	{
		int value = 0;
		sd_bus_get_property_trivial(bus_, manager_name, path_.c_str(), interface_.c_str(),
			property, nullptr, 'b', &value);
		return value != 0;
	}

	std::uint32_t number(const char *property) const
	{
		std::uint32_t value = 0;
		sd_bus_get_property_trivial(bus_, manager_name, path_.c_str(), interface_.c_str(),
			property, nullptr, 'u', &value);
		return value;
	}

	MessageHandle message(const char *property, const char *type) const
	{
		sd_bus_message *reply = nullptr;
		sd_bus_get_property(bus_, manager_name, path_.c_str(), interface_.c_str(), property,
			nullptr, &reply, type);
		return MessageHandle{reply};
	}
};

std::vector<std::string> list_of(const Properties &properties, const char *property)
{
	std::vector<std::string> list;
	const auto message = properties.message(property, "as");
	if (!message || sd_bus_message_enter_container(message.get(), 'a', "s") < 0)
		return list;
	const char *text = nullptr;
	while (sd_bus_message_read(message.get(), "s", &text) > 0)
		list.emplace_back(text);
	return list;
}

std::string hex_of(const Properties &properties, const char *property)
{
	const auto message = properties.message(property, "ay");
	const void *bytes = nullptr;
	std::size_t size = 0;
	std::string hex;
	if (!message || sd_bus_message_read_array(message.get(), 'y', &bytes, &size) < 0)
		return hex;
	for (std::size_t i = 0; i < size; i++)
		hex += fmt::format("{:02x}", static_cast<const unsigned char *>(bytes)[i]);
	return hex;
}

std::string load_error_of(const Properties &properties)
{
	const auto message = properties.message("LoadError", "(ss)");
	const char *name = nullptr, *text = nullptr;
	if (!message || sd_bus_message_read(message.get(), "(ss)", &name, &text) < 0)
		return {};
	return text;
}

/** "Service" of "nginx.service": the interface of its type. */
std::string type_interface(const std::string &unit)
{
	std::string type = unit.substr(unit.rfind('.') + 1);
	if (!type.empty())
		type[0] = to_upper(type.substr(0, 1))[0];
	return std::string{manager_name} + "." + type;
}

} // namespace

std::string Manager::unit_path(const std::string &unit)
{
	const auto message = new_manager_call(bus_.get(), "LoadUnit");
	const std::string what = "load " + unit;
	check_bus(sd_bus_message_append(message.get(), "s", unit.c_str()), what);
	const auto reply = call_manager(bus_.get(), message.get(), what);
	const char *path = nullptr;
	check_bus(sd_bus_message_read(reply.get(), "o", &path), what);
	return path;
}

UnitState Manager::state(const std::string &unit)
{
	const std::string path = unit_path(unit);
	const Properties common{bus_.get(), path, unit_interface};
	UnitState state{
		.id = common.text("Id"),
		.load_state = common.text("LoadState"),
		.load_error = load_error_of(common),
		.active_state = common.text("ActiveState"),
		.sub_state = common.text("SubState"),
		.fragment = common.text("FragmentPath"),
		.drop_ins = list_of(common, "DropInPaths"),
		.invocation = hex_of(common, "InvocationID"),
		.needs_reload = common.boolean("NeedDaemonReload"),
		.transient = common.boolean("Transient"),
		.refuses_manual_start = common.boolean("RefuseManualStart"),
		.refuses_manual_stop = common.boolean("RefuseManualStop"),
	};
	const Properties own{bus_.get(), path, type_interface(unit)};
	state.result = own.text("Result");
	state.restarts = own.number("NRestarts");
	state.control_group = own.text("ControlGroup");
	return state;
}

} // namespace hardenctl
