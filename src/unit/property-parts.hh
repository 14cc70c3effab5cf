// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive.hh"
#include "unit/bus-value.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/** The parts of property-text.hh that know one type of the manager's each. */
namespace hardenctl {

/** SystemCallErrorNumber=: an errno, or the manager's number for "kill". */
std::vector<std::string> error_number_lines(std::int64_t code);

/** RestrictNamespaces=: CLONE_NEW… flags of what is allowed. */
std::vector<std::string> namespace_lines(std::uint64_t allowed);

/** As "~CAP_…" if most are there; nothing for all of a bounding set, or none of the ambient ones.
 */
std::vector<std::string> capability_lines(std::uint64_t set, bool is_bounding);

/** Arrays of structures: BindPaths=, DeviceAllow=, IPAddressDeny=, SocketBindAllow=, … */
std::optional<std::vector<std::string>> lines_of_rows(
	const DirectiveRecord &directive, const BusValue &value);

} // namespace hardenctl
