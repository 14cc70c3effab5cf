// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive.hh"
#include "unit/bus-value.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/**
 * Which directive a property of the manager holds, by the records; nothing for the others. Where
 * there is a property NAMEEx beside NAME, it says more (PrivateTmpEx: "disconnected").
 */
std::optional<Directive> directive_of_property(std::string_view property) noexcept;

/**
 * The value as a unit file would give it, one string a line: "CAP_CHOWN", "~AF_INET", "/srv:/mnt".
 * No line for what is not set. Nothing if its type is not understood: a newer manager's, or one
 * that says less than the file (SetCredential=, Delegate=).
 */
std::optional<std::vector<std::string>> lines_of_property(
	const DirectiveRecord &directive, const BusValue &value);

} // namespace hardenctl
