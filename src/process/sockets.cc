// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "process/sockets.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/text.hh"

#include <algorithm>
#include <sys/socket.h>

namespace hardenctl {

namespace {

constexpr std::size_t max_table = std::size_t{64} << 20;

/** How a file of /proc/PID/net lists sockets; net/ in the kernel's source. */
struct Format {
	std::string_view file;
	int family;
	std::string_view protocol;
	std::size_t inode_column;
};

constexpr Format formats[]{
	{"icmp", AF_INET, "icmp", 9},
	{"icmp6", AF_INET6, "icmp", 9},
	{"netlink", AF_NETLINK, "netlink", 9},
	{"packet", AF_PACKET, "packet", 8},
	{"raw", AF_INET, "raw", 9},
	{"raw6", AF_INET6, "raw", 9},
	{"tcp", AF_INET, "tcp", 9},
	{"tcp6", AF_INET6, "tcp", 9},
	{"udp", AF_INET, "udp", 9},
	{"udp6", AF_INET6, "udp", 9},
	{"udplite", AF_INET, "udplite", 9},
	{"udplite6", AF_INET6, "udplite", 9},
	{"unix", AF_UNIX, "unix", 6},
};

constexpr unsigned tcp_listening = 0x0a;

/** "0100007F" and the like: words of four bytes, each in the byte order of the machine (here:
 * little-endian). */
bool is_local(std::string_view address) noexcept
{
	constexpr std::size_t ipv4_size = 8;
	if (address.size() == ipv4_size)
		return address.ends_with("7F");
	constexpr std::string_view mapped = "0000000000000000FFFF0000";
	if (address.starts_with(mapped))
		return address.ends_with("7F");
	return address == "00000000000000000000000001000000";
}

bool is_any(std::string_view address) noexcept
{
	return address.find_first_not_of('0') == address.npos;
}

struct Endpoint {
	std::string_view address;
	std::uint16_t port = 0;
};

Endpoint parse_endpoint(std::string_view text) noexcept
{
	const auto colon = text.find(':');
	if (colon == text.npos)
		return {.address = text};
	return {.address = text.substr(0, colon),
		.port = parse_number<std::uint16_t>(text.substr(colon + 1), 16).value_or(0)};
}

void read_internet(const std::vector<std::string_view> &words, OpenSocket &socket)
{
	const Endpoint local = parse_endpoint(words[1]);
	const Endpoint remote = parse_endpoint(words[2]);
	if (local.port != 0)
		socket.port = local.port;
	const auto state = parse_number<unsigned>(words[3], 16).value_or(0);
	const bool connected = !is_any(remote.address);
	socket.listening =
		socket.protocol == "tcp" ? state == tcp_listening : local.port != 0 && !connected;
	socket.local_only =
		connected ? is_local(remote.address) : is_local(local.address) || local.port == 0;
}

void read_unix(const std::vector<std::string_view> &words, OpenSocket &socket)
{
	constexpr std::size_t flags = 3;
	constexpr std::size_t path = 7;
	constexpr unsigned accepting = 0x10000; /* __SO_ACCEPTCON */
	socket.listening = parse_number<unsigned>(words[flags], 16).value_or(0) & accepting;
	if (words.size() > path)
		socket.path = words[path];
}

} // namespace

void read_socket_text(std::string_view file, std::string_view text, SocketTable &table)
{
	const auto *format = std::ranges::find(formats, file, &Format::file);
	if (format == std::ranges::end(formats))
		return;
	for (const std::string_view line : split(text, '\n')) {
		const auto words = split_blanks(line);
		if (words.size() <= format->inode_column)
			continue;
		const auto inode = parse_number<std::uint64_t>(words[format->inode_column]);
		if (!inode) /* the heading */
			continue;
		OpenSocket socket{
			.family = format->family, .protocol = std::string{format->protocol}};
		if (format->family == AF_INET || format->family == AF_INET6)
			read_internet(words, socket);
		else if (format->family == AF_UNIX)
			read_unix(words, socket);
		table.insert_or_assign(*inode, std::move(socket));
	}
}

SocketTable read_sockets(const std::string &directory)
{
	SocketTable table;
	for (const Format &format : formats)
		try {
			const std::string path = directory + '/' + std::string{format.file};
			read_socket_text(format.file, read_file(path, max_table), table);
		} catch (const Error &) {
			continue; /* a kernel without this family, or a process that has ended */
		}
	return table;
}

OpenSocket socket_of_protocol(std::string_view protocol)
{
	struct Row {
		std::string_view name;
		int family;
	};
	static constexpr Row rows[]{
		{"ALG", AF_ALG},
		{"BLUETOOTH", AF_BLUETOOTH},
		{"HCI", AF_BLUETOOTH},
		{"KEY", AF_KEY},
		{"L2CAP", AF_BLUETOOTH},
		{"NETLINK", AF_NETLINK},
		{"PACKET", AF_PACKET},
		{"PING", AF_INET},
		{"PINGv6", AF_INET6},
		{"RAW", AF_INET},
		{"RAWv6", AF_INET6},
		{"TCP", AF_INET},
		{"TCPv6", AF_INET6},
		{"UDP", AF_INET},
		{"UDPv6", AF_INET6},
		{"UNIX", AF_UNIX},
		{"UNIX-STREAM", AF_UNIX},
		{"AF_VSOCK", AF_VSOCK},
		{"XDP", AF_XDP},
	};
	OpenSocket socket{.protocol = to_lower(protocol)};
	if (const auto *row = std::ranges::find(rows, protocol, &Row::name);
		row != std::ranges::end(rows))
		socket.family = row->family;
	return socket;
}

} // namespace hardenctl
