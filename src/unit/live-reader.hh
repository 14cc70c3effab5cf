// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/function-ref.hh"
#include "knowledge/directive.hh"
#include "unit/live-unit.hh"

#include <optional>
#include <string_view>

struct sd_bus_message;

namespace hardenctl {

/**
 * Each property in the answer to GetAll(), "a{sv}". Throws Error.
 * @param read reads the value; or returns false and leaves it
 */
void visit_properties(sd_bus_message *message,
	FunctionRef<bool(std::string_view property, sd_bus_message *value)> read);

/** As directive_of_property(), also of the soft limits. */
std::optional<Directive> directive_of_value(std::string_view property) noexcept;

/** The answer to GetAll() of all interfaces of a unit, "a{sv}". Throws Error. */
LiveUnit read_live_unit(sd_bus_message *message);

} // namespace hardenctl
