// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/remote-shell.hh"

#include "base/child-process.hh"
#include "base/error.hh"
#include "base/escape.hh"
#include "base/interruption.hh"
#include "base/text.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <utility>
#include <vector>

namespace hardenctl {

namespace {

constexpr std::size_t max_output = 128 * 1024 * 1024;
constexpr std::size_t chunk_size = 64 * 1024;

constexpr std::string_view prologue = "LC_ALL=C\nexport LC_ALL\n";

bool is_plain(std::string_view text, std::string_view others) noexcept
{
	return !text.empty() && !text.starts_with('-') &&
	       std::ranges::all_of(text, [others](char c) {
		       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			      (c >= '0' && c <= '9') || others.find(c) != others.npos;
	       });
}

/** "USER@HOST" and "PORT", brackets of an address left out. */
struct HostParts {
	std::string_view user, name, port;
	bool valid = true;

	explicit HostParts(std::string_view text)
	{
		const auto at = text.find('@');
		if (at != text.npos)
			user = text.substr(0, at);
		name = text.substr(at == text.npos ? 0 : at + 1);
		const bool is_address = name.starts_with('[');
		const auto end = is_address ? name.find(']') : name.find(':');
		const auto rest = end == name.npos ? "" : name.substr(end + is_address);
		valid = (at == text.npos || is_plain(user, "._-+")) &&
			(!is_address || end != name.npos) &&
			(rest.empty() || rest.starts_with(':'));
		name = name.substr(is_address, end == name.npos ? end : end - is_address);
		valid = valid && is_plain(name, is_address ? ".:" : "._-");
		if (rest.empty())
			return;
		port = rest.substr(1);
		valid = valid && parse_number<std::uint16_t>(port).value_or(0) > 0;
	}
};

std::string random_mark()
{
	std::uint64_t bits[2]{};
	if (getrandom(bits, sizeof(bits), 0) != static_cast<ssize_t>(sizeof(bits)))
		throw Error{errno, "Cannot get random bytes"};
	return fmt::format("hardenctl-{:016x}{:016x}", bits[0], bits[1]);
}

std::vector<std::string> ssh_command(std::string_view host)
{
	const HostParts parts{host};
	// as sd_bus_open_system_remote(3) does
	std::vector<std::string> command{"ssh", "-xT"};
	// so that ssh notices by itself that the host is gone
	for (const char *option :
		{"ConnectTimeout=30", "ServerAliveInterval=15", "ServerAliveCountMax=4"}) {
		command.emplace_back("-o");
		command.emplace_back(option);
	}
	if (!parts.port.empty()) {
		command.emplace_back("-p");
		command.emplace_back(parts.port);
	}
	command.emplace_back("--");
	command.push_back(parts.user.empty() ? std::string{parts.name}
					     : fmt::format("{}@{}", parts.user, parts.name));
	return command;
}

/** A signal that an Interruption holds back; 0 if none has come. It counts as delivered then. */
int take_held_signal() noexcept
{
	sigset_t held;
	sigset_t wanted;
	sigprocmask(SIG_BLOCK, nullptr, &held);
	sigemptyset(&wanted);
	for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
		if (sigismember(&held, signal) == 1)
			sigaddset(&wanted, signal);
	constexpr timespec at_once{};
	return std::max(sigtimedwait(&wanted, nullptr, &at_once), 0);
}

} // namespace

void check_remote_host(std::string_view host)
{
	if (!HostParts{host}.valid)
		throw Error{fmt::format(
			"--host={}: that is no [USER@]HOST[:PORT].", escape_for_terminal(host))};
}

std::string ssh_in_words(std::string_view host)
{
	const HostParts parts{host};
	return fmt::format("ssh {}{}{}{}{}", parts.port.empty() ? "" : "-p ", parts.port,
		       parts.port.empty() ? "" : " ", parts.user, parts.user.empty() ? "" : "@") +
	       std::string{parts.name};
}

RemoteShell::RemoteShell(const std::string &host, std::chrono::milliseconds silence)
	: host_(host), mark_(random_mark()), silence_(silence)
{
	check_remote_host(host);
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		throw Error{errno, "Cannot make a socket"};
	socket_ = FileDescriptor{ends[0]};
	FileDescriptor theirs{ends[1]};
	auto command = ssh_command(host);
	command.emplace_back("exec /bin/sh");
	ssh_ = start_child(command, {.input = theirs.get(), .output = theirs.get()}, "ssh");
	theirs = FileDescriptor{};
	try {
		send(prologue);
		// swallows what a login says
		run(":");
	} catch (...) {
		end_ssh();
		throw;
	}
}

RemoteShell::~RemoteShell() noexcept
{
	if (ssh_ > 0)
		kill(ssh_, SIGTERM);
	end_ssh();
}

int RemoteShell::end_ssh() noexcept
{
	shutdown(socket_.get(), SHUT_RDWR);
	const pid_t ssh = std::exchange(ssh_, -1);
	if (ssh <= 0)
		return -1;
	const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{2};
	if (const auto status = wait_for_child(ssh, until))
		return *status;
	kill(ssh, SIGKILL);
	return wait_for_child(ssh);
}

void RemoteShell::wait(short events)
{
	using Clock = std::chrono::steady_clock;
	constexpr int slice = 100;
	const auto end = Clock::now() + silence_;
	for (pollfd polled{socket_.get(), events, 0}; poll(&polled, 1, slice) <= 0;) {
		if (const int signal = take_held_signal())
			throw Interrupted{signal};
		if (Clock::now() < end)
			continue;
		end_ssh();
		throw Error{fmt::format("No answer from {} for {} s: `{} true` must work.", host_,
			std::chrono::duration_cast<std::chrono::seconds>(silence_).count(),
			ssh_in_words(host_))};
	}
}

void RemoteShell::give_up()
{
	const int status = end_ssh();
	const bool connected = status != -1 && WIFEXITED(status) && WEXITSTATUS(status) != 255;
	throw Error{fmt::format("{} {}: `{} true` must work.",
		connected ? "No shell answers on" : "No connection to", host_,
		ssh_in_words(host_))};
}

void RemoteShell::send(std::string_view text)
{
	while (!text.empty()) {
		wait(POLLOUT);
		const ssize_t size = ::send(
			socket_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
		if (size < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (size < 0)
			give_up();
		text.remove_prefix(static_cast<std::size_t>(size));
	}
}

/** Nothing more comes than what was asked for, so that the mark is in the last line. */
std::string RemoteShell::receive()
{
	std::string text;
	std::size_t last_line = 0;
	do {
		const std::size_t filled = text.size();
		wait(POLLIN);
		text.resize(filled + chunk_size);
		const ssize_t size = read(socket_.get(), text.data() + filled, chunk_size);
		const bool failed = size == 0 || (size < 0 && errno != EINTR);
		text.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
		if (failed)
			give_up();
		if (text.size() > max_output)
			throw Error{fmt::format("The output of {} exceeds {} MiB.", host_,
				max_output / 1024 / 1024)};
		last_line = text.size() < 2 ? 0 : text.rfind('\n', text.size() - 2) + 1;
	} while (!text.ends_with('\n') || text.compare(last_line, mark_.size(), mark_) != 0);
	return text;
}

RemoteShell::Answer RemoteShell::run(std::string_view command)
{
	send(fmt::format(
		"{{ {}\n}} </dev/null 2>/dev/null\nprintf '\\n%s %d\\n' {} $?\n", command, mark_));
	Answer answer{.output = receive()};
	const auto last_line = answer.output.rfind('\n', answer.output.size() - 2);
	const auto number = std::string_view{answer.output}.substr(last_line + 1 + mark_.size());
	answer.status = parse_number<int>(strip(number)).value_or(-1);
	answer.output.erase(last_line);
	return answer;
}

} // namespace hardenctl
