// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/bus-value.hh"

#include "unit/manager-call.hh"

#include <fmt/format.h>

namespace hardenctl {

namespace {

template <typename Number> std::int64_t read_number(sd_bus_message *message, char type)
{
	Number number{};
	check_bus(sd_bus_message_read_basic(message, type, &number), reading_answer);
	return static_cast<std::int64_t>(number);
}

std::string read_text(sd_bus_message *message, char type)
{
	const char *text = nullptr;
	check_bus(sd_bus_message_read_basic(message, type, &text), reading_answer);
	return text ? text : "";
}

std::string read_bytes(sd_bus_message *message)
{
	const void *data = nullptr;
	std::size_t size = 0;
	check_bus(sd_bus_message_read_array(message, 'y', &data, &size), reading_answer);
	return {static_cast<const char *>(data), size};
}

void read_basic(sd_bus_message *message, char type, BusValue &value)
{
	switch (type) {
	case SD_BUS_TYPE_BOOLEAN:
		value.number = read_number<int>(message, type);
		break;
	case SD_BUS_TYPE_BYTE:
		value.number = read_number<std::uint8_t>(message, type);
		break;
	case SD_BUS_TYPE_INT16:
		value.number = read_number<std::int16_t>(message, type);
		break;
	case SD_BUS_TYPE_UINT16:
		value.number = read_number<std::uint16_t>(message, type);
		break;
	case SD_BUS_TYPE_INT32:
		value.number = read_number<std::int32_t>(message, type);
		break;
	case SD_BUS_TYPE_UINT32:
		value.number = read_number<std::uint32_t>(message, type);
		break;
	case SD_BUS_TYPE_INT64:
		value.number = read_number<std::int64_t>(message, type);
		break;
	case SD_BUS_TYPE_UINT64:
		value.number = read_number<std::uint64_t>(message, type);
		break;
	case SD_BUS_TYPE_STRING:
	case SD_BUS_TYPE_OBJECT_PATH:
	case SD_BUS_TYPE_SIGNATURE:
		value.text = read_text(message, type);
		break;
	default:
		check_bus(sd_bus_message_skip(message, nullptr), reading_answer);
	}
}

void read_items(sd_bus_message *message, char type, const char *contents, BusValue &value)
{
	check_bus(sd_bus_message_enter_container(message, type, contents), reading_answer);
	while (sd_bus_message_at_end(message, false) == 0)
		value.items.push_back(read_bus_value(message));
	check_bus(sd_bus_message_exit_container(message), reading_answer);
}

} // namespace

std::vector<std::string> BusValue::words() const
{
	std::vector<std::string> words;
	for (const BusValue &item : items)
		words.push_back(item.text);
	return words;
}

std::string BusValue::hex() const
{
	std::string hex;
	for (const char byte : text)
		hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
	return hex.find_first_not_of('0') == hex.npos ? "" : hex;
}

BusValue read_bus_value(sd_bus_message *message)
{
	char type = 0;
	const char *contents = nullptr;
	check_bus(sd_bus_message_peek_type(message, &type, &contents), reading_answer);
	const std::string inside = contents ? contents : "";
	BusValue value;
	if (type == SD_BUS_TYPE_ARRAY && inside == "y") {
		value.signature = "ay";
		value.text = read_bytes(message);
	} else if (type == SD_BUS_TYPE_ARRAY) {
		value.signature = "a" + inside;
		read_items(message, type, inside.c_str(), value);
	} else if (type == SD_BUS_TYPE_STRUCT) {
		value.signature = "(" + inside + ")";
		read_items(message, type, inside.c_str(), value);
	} else {
		value.signature = std::string(1, type);
		read_basic(message, type, value);
	}
	return value;
}

} // namespace hardenctl
