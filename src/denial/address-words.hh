// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/operation.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hardenctl {

/** "0.0.0.0:80", "[::]:443", "port 25", "listen tcp :80", "bind(0.0.0.0, 143)". */
std::optional<std::uint16_t> find_port(std::string_view line);

/** The one IP address in it, as inet_ntop(3) writes it; empty if there is none, or more than one.
 */
std::string find_ip_address(std::string_view line);

/** AF_* by its name, by "IPv6", "netlink", or by an address of that family. */
std::optional<int> family_named_in(std::string_view line);

/** By its name, "AF_INET6"; nothing if unknown. */
std::optional<int> family_by_name(std::string_view name) noexcept;

/** The port, the address and the family that the line names, for an operation of a socket. */
void take_addresses(Operation &operation, std::string_view line);

} // namespace hardenctl
