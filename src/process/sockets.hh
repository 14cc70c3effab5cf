// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "process/runtime-facts.hh"

#include <map>
#include <string>
#include <string_view>

namespace hardenctl {

/** The sockets of one network namespace by their inode. */
using SocketTable = std::map<std::uint64_t, OpenSocket>;

/** One of the files in /proc/PID/net; by its name, "tcp6", it is known how to read it. */
void read_socket_text(std::string_view file, std::string_view text, SocketTable &table);

/** All of them; a file that the kernel does not have is skipped. @param directory "/proc/510/net"
 */
SocketTable read_sockets(const std::string &directory);

/** By the kernel's name of a protocol (the attribute system.sockprotoname): "UDPv6", "ALG". */
OpenSocket socket_of_protocol(std::string_view protocol);

} // namespace hardenctl
