// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/address-words.hh"

#include "base/text.hh"
#include "denial/string-piece.hh"
#include "unit/ip-network.hh"

#include <arpa/inet.h>
#include <memory>
#include <re2/re2.h>
#include <sys/socket.h>
#include <vector>

namespace hardenctl {

namespace {

struct Family {
	std::string_view name;
	int number;
};

constexpr Family families[] = {
	{"AF_ALG", AF_ALG},
	{"AF_BLUETOOTH", AF_BLUETOOTH},
	{"AF_CAN", AF_CAN},
	{"AF_INET", AF_INET},
	{"AF_INET6", AF_INET6},
	{"AF_KEY", AF_KEY},
	{"AF_LOCAL", AF_UNIX},
	{"AF_NETLINK", AF_NETLINK},
	{"AF_PACKET", AF_PACKET},
	{"AF_TIPC", AF_TIPC},
	{"AF_UNIX", AF_UNIX},
	{"AF_VSOCK", AF_VSOCK},
	{"AF_XDP", AF_XDP},
};

std::optional<int> family_by_symbol(std::string_view line)
{
	static const RE2 pattern{R"(\b[AP](F_[A-Z0-9]{2,12})\b)"};
	re2::StringPiece rest = piece(line);
	std::string name;
	while (RE2::FindAndConsume(&rest, pattern, &name))
		if (const auto family = family_by_name("A" + name))
			return family;
	return std::nullopt;
}

struct FamilyWords {
	const char *pattern;
	int family;
};

/** The first that matches counts: an IPv6 address may hold an IPv4 one. */
std::optional<int> by_words(std::string_view line)
{
	static constexpr FamilyWords words[] = {
		{R"((?i)\bnetlink\b|\brtnetlink\b|getifaddrs|\bnl_connect)", AF_NETLINK},
		{R"((?i)\bpacket socket|\bpcap\b|\bpf_packet\b)", AF_PACKET},
		{R"((?i)\bbluetooth\b|\bhci\b)", AF_BLUETOOTH},
		{R"((?i)\bvsock\b)", AF_VSOCK},
		{R"((?i)\bunix(?:[ -]domain)?[ -]?(?:stream )?socket|\bunix:/|\b(?:listen|dial) unix\b|/\S+\.sock(?:et)?\b|/\.s\.PGSQL)",
			AF_UNIX},
		{R"((?i)\bipv6\b|\binet6\b|\btcp6\b|\budp6\b|\[[0-9a-f:]*::?[0-9a-f:.]*\]|(?:^|[\s"'(])::1?(?:[\s"'),]|$))",
			AF_INET6},
		{R"((?i)\bgetaddrinfo\b|name resolution|resolve host|\bipv4\b|\binet\b|\btcp4?\b|\budp4?\b|\b[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\b)",
			AF_INET},
	};
	static const auto compiled = [] {
		std::vector<std::unique_ptr<RE2>> all;
		for (const FamilyWords &row : words)
			all.push_back(std::make_unique<RE2>(row.pattern));
		return all;
	}();
	for (std::size_t i = 0; i < compiled.size(); ++i)
		if (RE2::PartialMatch(piece(line), *compiled[i]))
			return words[i].family;
	return std::nullopt;
}

} // namespace

std::optional<int> family_by_name(std::string_view name) noexcept
{
	for (const Family &family : families)
		if (family.name == name)
			return family.number;
	return std::nullopt;
}

std::optional<int> family_named_in(std::string_view line)
{
	const auto symbol = family_by_symbol(line);
	return symbol ? symbol : by_words(line);
}

std::optional<std::uint16_t> find_port(std::string_view line)
{
	static const RE2 patterns[] = {
		RE2{R"(\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}:([0-9]{1,5})\b)"},
		RE2{R"(\[[0-9a-fA-F:.]*\]:([0-9]{1,5})\b)"},
		RE2{R"((?i)\bport[ =:]+[#'"]?([0-9]{1,5})\b)"},
		RE2{R"((?i)(?:tcp[46]?|udp[46]?|address|addr|listen on|bind to|\bto|:::|localhost|\*) ?:?([0-9]{1,5})(?:[:, ]|$))"},
		RE2{R"(\bbind\([^()]*, ([0-9]{1,5})\))"},
		RE2{R"(\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}#([0-9]{1,5})\b)"},
	};
	for (const RE2 &pattern : patterns) {
		std::string digits;
		if (RE2::PartialMatch(piece(line), pattern, &digits))
			if (const auto port = parse_number<std::uint16_t>(digits))
				return port;
	}
	return std::nullopt;
}

std::string find_ip_address(std::string_view line)
{
	static const RE2 pattern{
		R"((?:^|[^0-9A-Za-z.:])([0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)(?:[^0-9A-Za-z.]|\.(?:[^0-9]|$)|$))"};
	constexpr auto any = IpNetwork{}.address; /* nothing is sent there */
	re2::StringPiece rest = piece(line);
	std::string word;
	std::string found;
	while (RE2::FindAndConsume(&rest, pattern, &word)) {
		const auto network = parse_ip_network(word);
		if (!network || network->address == any)
			continue;
		char text[INET6_ADDRSTRLEN];
		const std::string address =
			inet_ntop(network->family, network->address.data(), text, sizeof(text));
		if (!found.empty() && found != address)
			return {};
		found = address;
	}
	return found;
}

void take_addresses(Operation &operation, std::string_view line)
{
	switch (operation.kind) {
	case OperationKind::Bind:
	case OperationKind::Connect:
		operation.port = operation.path.empty() ? find_port(line) : std::nullopt;
		if (operation.kind == OperationKind::Connect && operation.path.empty())
			operation.address = find_ip_address(line);
		[[fallthrough]];
	case OperationKind::Socket:
		operation.family = family_named_in(line);
		/* "Cannot create local socket /run/x.ctl" */
		if (!operation.family && operation.path.starts_with('/'))
			operation.family = AF_UNIX;
		break;
	default:
		break;
	}
}

} // namespace hardenctl
