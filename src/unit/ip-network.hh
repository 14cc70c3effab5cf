// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hardenctl {

struct IpNetwork {
	/** AF_INET or AF_INET6 */
	int family = 0;
	/** In network order, all bits behind the prefix zero. */
	std::array<std::uint8_t, 16> address{};
	unsigned prefix = 0;
};

/** "ADDRESS" or "ADDRESS/PREFIX", as IPAddressAllow= takes it. */
std::optional<IpNetwork> parse_ip_network(std::string_view word);

/** Of a line of IPAddressAllow= or IPAddressDeny=, with the names that stand for networks. */
std::vector<IpNetwork> ip_networks(std::string_view value);

/** Is it the same network or a part of the wider one? */
bool is_within(const IpNetwork &network, const IpNetwork &wider) noexcept;

} // namespace hardenctl
