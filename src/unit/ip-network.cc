// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/ip-network.hh"

#include "base/text.hh"
#include "unit/words.hh"

#include <algorithm>
#include <arpa/inet.h>
#include <string>

namespace hardenctl {

namespace {

void mask_address(IpNetwork &network) noexcept
{
	for (unsigned i = 0; i < network.address.size(); i++) {
		const unsigned kept = std::clamp(network.prefix, 8 * i, 8 * i + 8) - 8 * i;
		network.address[i] &= static_cast<std::uint8_t>(0xff00 >> kept);
	}
}

/** systemd.resource-control(5). */
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

} // namespace

std::optional<IpNetwork> parse_ip_network(std::string_view word)
{
	constexpr unsigned bits_of_4 = 32, bits_of_6 = 128;
	const auto slash = word.find('/');
	const std::string address{word.substr(0, slash)};
	IpNetwork network;
	network.family = address.find(':') == address.npos ? AF_INET : AF_INET6;
	if (inet_pton(network.family, address.c_str(), network.address.data()) != 1)
		return std::nullopt;
	network.prefix = network.family == AF_INET ? bits_of_4 : bits_of_6;
	if (slash != word.npos) {
		const auto length = word.substr(slash + 1);
		const auto prefix = parse_number<unsigned>(length);
		const bool is_octal = length.size() > 1 && length.starts_with('0');
		if (!prefix || is_octal || *prefix > network.prefix)
			return std::nullopt;
		network.prefix = *prefix;
	}
	mask_address(network);
	return network;
}

std::vector<IpNetwork> ip_networks(std::string_view value)
{
	std::vector<IpNetwork> networks;
	for (const std::string &word : split_words(value).value_or(std::vector<std::string>{}))
		for (const std::string_view part : split_blanks(expand(word)))
			if (const auto network = parse_ip_network(part))
				networks.push_back(*network);
	return networks;
}

bool is_within(const IpNetwork &network, const IpNetwork &wider) noexcept
{
	if (network.family != wider.family || network.prefix < wider.prefix)
		return false;
	IpNetwork cut = network;
	cut.prefix = wider.prefix;
	mask_address(cut);
	return cut.address == wider.address;
}

} // namespace hardenctl
