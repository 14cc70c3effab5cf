// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/exposure-rules.hh"

#include "unit/ip-network.hh"

#include <algorithm>
#include <array>
#include <cstdint>
#include <sys/socket.h>

namespace hardenctl {

namespace {

std::vector<IpNetwork> networks(const Settings &settings, Directive directive)
{
	std::vector<IpNetwork> found;
	for (const std::size_t index : settings.of(directive))
		for (const IpNetwork &network : ip_networks(settings[index].assignment.value))
			found.push_back(network);
	return found;
}

bool covers_all(const std::vector<IpNetwork> &list)
{
	const auto covers = [&](int family) {
		return std::ranges::any_of(list, [&](const IpNetwork &network) {
			return network.family == family && network.prefix == 0;
		});
	};
	return covers(AF_INET) && covers(AF_INET6);
}

/** Of files systemd-analyze looks at the address alone, of a running manager at the prefix, too. */
bool is_localhost(const IpNetwork &network, ExposureMode mode)
{
	constexpr std::array<std::uint8_t, 16> loopback_v6{
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
	constexpr std::array<std::uint8_t, 16> loopback_v4{127};
	if (network.family == AF_INET6)
		return network.address == loopback_v6;
	if (mode == ExposureMode::Offline)
		return network.address[0] == 127;
	return network.address == loopback_v4 && network.prefix == 8;
}

} // namespace

unsigned address_badness(const ExposedUnit &unit)
{
	if (unit.settings.find(Directive::IPIngressFilterPath) ||
		unit.settings.find(Directive::IPEgressFilterPath))
		return 0;
	if (!covers_all(networks(unit.settings, Directive::IPAddressDeny)))
		return 10;
	const auto allowed = networks(unit.settings, Directive::IPAddressAllow);
	if (allowed.empty())
		return 0;
	const bool only_localhost = std::ranges::all_of(allowed,
		[&](const IpNetwork &network) { return is_localhost(network, unit.mode); });
	return only_localhost ? 2 : 5;
}

} // namespace hardenctl
