// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/file.hh"

#include <chrono>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace hardenctl {

/**
 * Throws Error unless it is "[USER@]HOST[:PORT]" with nothing in it that ssh or a shell could take
 * for anything else. An IPv6 address is in brackets: "[::1]:22".
 */
void check_remote_host(std::string_view host);

/** "ssh -p 22 user@host", for messages. */
std::string ssh_in_words(std::string_view host);

/**
 * A shell on another host, by one ssh that ends with its owner. It asks for passwords itself, and
 * says on standard error why it cannot connect. Not for two threads at once.
 */
class RemoteShell {
	std::string host_;
	FileDescriptor socket_;
	pid_t ssh_ = -1;
	/** Ends an answer; no log can know it. */
	std::string mark_;
	std::chrono::milliseconds silence_;

	void send(std::string_view text);
	std::string receive();
	/** Until the socket is ready for these events of poll(2). Throws Error and Interrupted. */
	void wait(short events);
	[[noreturn]] void give_up();
	/** Ends ssh, by SIGKILL if it must be. @return its status as of waitpid(2) */
	int end_ssh() noexcept;

public:
	/** How long a host may take to answer, or to go on with an answer. */
	static constexpr std::chrono::seconds longest_silence{120};

	struct Answer {
		std::string output;
		int status = 0;
	};

	/**
	 * @param host see check_remote_host(). Throws Error: ssh is not there or cannot connect;
	 * Interrupted, as run() does.
	 */
	explicit RemoteShell(
		const std::string &host, std::chrono::milliseconds silence = longest_silence);
	RemoteShell(const RemoteShell &) = delete;
	RemoteShell &operator=(const RemoteShell &) = delete;
	~RemoteShell() noexcept;

	const std::string &host() const noexcept { return host_; }

	/**
	 * Runs a command line of which each word that is not ours is quoted; its standard input is
	 * empty, what it complains about is dropped. Throws Error: the connection was lost, nothing
	 * came for too long, or there are more than 128 MiB of output. Throws Interrupted if
	 * signals are held back by an Interruption and one has come.
	 */
	Answer run(std::string_view command);
};

} // namespace hardenctl
