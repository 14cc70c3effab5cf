// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct sd_bus_message;

namespace hardenctl {

/** A value as it came over the bus: of any type, so that the table of records is the only table. */
struct BusValue {
	/** D-Bus signature: "b", "t", "as", "(bas)". */
	std::string signature;
	/** Of s, o and g; the bytes of ay. */
	std::string text;
	/** Of numbers and booleans. */
	std::int64_t number = 0;
	/** Of arrays and structures. */
	std::vector<BusValue> items;

	/** As the unsigned number that t and u are. */
	std::uint64_t unsigned_number() const noexcept
	{
		return static_cast<std::uint64_t>(number);
	}
	/** The texts of "as". */
	std::vector<std::string> words() const;
	/** The bytes of "ay" as in an invocation ID; empty if all are zero. */
	std::string hex() const;
};

/** Reads what comes next, a variant's contents without the variant. Throws Error. */
BusValue read_bus_value(sd_bus_message *message);

} // namespace hardenctl
