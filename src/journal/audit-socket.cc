// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/audit-socket.hh"

#include "base/error.hh"

#include <array>
#include <cerrno>
#include <cstring>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <poll.h>
#include <span>
#include <string_view>
#include <sys/socket.h>

namespace hardenctl {

namespace {

constexpr int receive_buffer = 8 << 20;
/** The longest record is shorter: MAX_AUDIT_MESSAGE_LENGTH. */
constexpr std::size_t message_size = 16 << 10;
constexpr int answer_patience_ms = 500;

FileDescriptor bind_socket(std::uint32_t groups) noexcept
{
	FileDescriptor fd{
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_AUDIT)};
	sockaddr_nl address{};
	address.nl_family = AF_NETLINK;
	address.nl_groups = groups;
	if (!fd || bind(fd.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) < 0)
		return {};
	return fd;
}

/** Anybody may send to a netlink socket: the kernel's port is 0. */
std::size_t receive(int fd, std::span<char> buffer)
{
	sockaddr_nl from{};
	socklen_t size = sizeof from;
	const auto got = recvfrom(
		fd, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr *>(&from), &size);
	if (got < 0)
		throw Error{errno, "Cannot read audit records"};
	return from.nl_pid == 0 ? static_cast<std::size_t>(got) : 0;
}

/** The body of a message of that type. */
std::optional<std::string_view> body_of(std::span<const char> message, unsigned type) noexcept
{
	nlmsghdr header{};
	if (message.size() < sizeof header)
		return std::nullopt;
	std::memcpy(&header, message.data(), sizeof header);
	// nlmsg_len of audit records leaves out the header in some kernels: the size counts.
	if (header.nlmsg_type != type)
		return std::nullopt;
	return std::string_view{message.data() + sizeof header, message.size() - sizeof header};
}

} // namespace

std::unique_ptr<AuditSocket> AuditSocket::open()
{
	FileDescriptor fd = bind_socket(1u << (AUDIT_NLGRP_READLOG - 1));
	if (!fd)
		return nullptr;
	const int size = receive_buffer;
	if (setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
		setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	return std::unique_ptr<AuditSocket>{new AuditSocket{std::move(fd)}};
}

void AuditSocket::read(FunctionRef<void(const Entry &)> visitor)
{
	std::array<char, message_size> buffer{};
	Entry entry;
	entry.transport = Transport::Kernel;
	for (;;)
		try {
			const auto size = receive(socket_.get(), buffer);
			auto body = body_of({buffer.data(), size}, AUDIT_SECCOMP);
			if (!body)
				continue;
			while (body->ends_with('\0') || body->ends_with('\n'))
				body->remove_suffix(1);
			entry.message = "audit: type=1326 " + std::string{*body};
			visitor(entry);
		} catch (const Error &error) {
			if (error.error_number() == ENOBUFS)
				++overflows_;
			else if (error.error_number() == EAGAIN)
				return;
			else if (error.error_number() != EINTR)
				throw;
		}
}

std::optional<std::uint32_t> lost_audit_records() noexcept
try {
	const FileDescriptor fd = bind_socket(0);
	nlmsghdr request{};
	request.nlmsg_len = sizeof request;
	request.nlmsg_type = AUDIT_GET;
	request.nlmsg_flags = NLM_F_REQUEST;
	if (!fd || send(fd.get(), &request, sizeof request, 0) < 0)
		return std::nullopt;
	pollfd polled{fd.get(), POLLIN, 0};
	while (poll(&polled, 1, answer_patience_ms) > 0) {
		std::array<char, message_size> buffer{};
		const auto size = receive(fd.get(), buffer);
		audit_status status{};
		const auto body = body_of({buffer.data(), size}, AUDIT_GET);
		if (!body)
			return std::nullopt;
		std::memcpy(&status, body->data(), std::min(sizeof status, body->size()));
		return status.lost;
	}
	return std::nullopt;
} catch (const Error &) {
	return std::nullopt;
}

} // namespace hardenctl
