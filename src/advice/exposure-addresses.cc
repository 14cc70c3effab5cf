// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/exposure-rules.hh"

#include "base/text.hh"
#include "unit/words.hh"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace hardenctl {

namespace {

struct Network {
	int family = AF_INET;
	/** In network order, all bits behind the prefix zero. */
	std::array<std::uint8_t, 16> address{};
	unsigned prefix = 0;
};

void mask_address(Network &network)
{
	for (unsigned i = 0; i < network.address.size(); i++) {
		const unsigned kept = std::clamp(network.prefix, 8 * i, 8 * i + 8) - 8 * i;
		network.address[i] &= static_cast<std::uint8_t>(0xff00 >> kept);
	}
}

/** "ADDRESS" or "ADDRESS/PREFIX". */
std::optional<Network> parse_network(const std::string &word)
{
	const auto slash = word.find('/');
	const std::string address = word.substr(0, slash);
	Network network;
	network.family = address.find(':') == address.npos ? AF_INET : AF_INET6;
	if (inet_pton(network.family, address.c_str(), network.address.data()) != 1)
		return std::nullopt;
	network.prefix = network.family == AF_INET ? 32 : 128;
	if (slash != word.npos) {
		const auto prefix =
			parse_number<unsigned>(std::string_view{word}.substr(slash + 1));
		if (!prefix || *prefix > network.prefix)
			return std::nullopt;
		network.prefix = *prefix;
	}
	mask_address(network);
	return network;
}

/** The names that stand for networks; systemd.resource-control(5). */
std::string_view expand(std::string_view word) noexcept
{
	if (word == "any")
		return "0.0.0.0/0 ::/0";
	if (word == "localhost")
		return "127.0.0.0/8 ::1/128";
	if (word == "link-local")
		return "169.254.0.0/16 fe80::/64";
	if (word == "multicast")
		return "224.0.0.0/4 ff00::/8";
	return word;
}

std::vector<Network> networks(const Settings &settings, Directive directive)
{
	std::vector<Network> found;
	for (const std::size_t index : settings.of(directive))
		for (const std::string &word : split_words(settings[index].assignment.value)
						       .value_or(std::vector<std::string>{}))
			for (const std::string_view part : split_blanks(expand(word)))
				if (const auto network = parse_network(std::string{part}))
					found.push_back(*network);
	return found;
}

bool covers_all(const std::vector<Network> &list)
{
	const auto covers = [&](int family) {
		return std::ranges::any_of(list, [&](const Network &network) {
			return network.family == family && network.prefix == 0;
		});
	};
	return covers(AF_INET) && covers(AF_INET6);
}

/** Of files systemd-analyze looks at the address alone, of a running manager at the prefix, too. */
bool is_localhost(const Network &network, ExposureMode mode)
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
	const bool only_localhost = std::ranges::all_of(
		allowed, [&](const Network &network) { return is_localhost(network, unit.mode); });
	return only_localhost ? 2 : 5;
}

} // namespace hardenctl
