// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/remote-shell.hh"

#include "base/error.hh"
#include "base/escape.hh"
#include "base/text.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
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
	if (!parts.port.empty()) {
		command.emplace_back("-p");
		command.emplace_back(parts.port);
	}
	command.emplace_back("--");
	command.push_back(parts.user.empty() ? std::string{parts.name}
					     : fmt::format("{}@{}", parts.user, parts.name));
	return command;
}

pid_t spawn_ssh(const std::vector<std::string> &command, int socket)
{
	std::vector<char *> arguments;
	for (const std::string &word : command)
		arguments.push_back(const_cast<char *>(word.c_str()));
	arguments.push_back(nullptr);
	posix_spawn_file_actions_t files;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, socket, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, socket, STDOUT_FILENO);
	pid_t pid = -1;
	const int error =
		posix_spawnp(&pid, arguments[0], &files, nullptr, arguments.data(), environ);
	posix_spawn_file_actions_destroy(&files);
	if (error != 0)
		throw Error{error, "Cannot run ssh"};
	return pid;
}

} // namespace

std::string quote_for_shell(std::string_view word)
{
	std::string quoted{"'"};
	for (const char c : word)
		if (c == '\'')
			quoted += "'\\''";
		else
			quoted += c;
	return quoted + '\'';
}

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

RemoteShell::RemoteShell(const std::string &host) : host_(host), mark_(random_mark())
{
	check_remote_host(host);
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		throw Error{errno, "Cannot make a socket"};
	socket_ = FileDescriptor{ends[0]};
	FileDescriptor theirs{ends[1]};
	auto command = ssh_command(host);
	command.emplace_back("exec /bin/sh");
	ssh_ = spawn_ssh(command, theirs.get());
	theirs = FileDescriptor{};
	send(prologue);
	// swallows what a login says
	run(":");
}

RemoteShell::~RemoteShell() noexcept
{
	shutdown(socket_.get(), SHUT_RDWR);
	if (ssh_ <= 0)
		return;
	kill(ssh_, SIGTERM);
	while (waitpid(ssh_, nullptr, 0) < 0 && errno == EINTR)
		;
}

void RemoteShell::give_up()
{
	shutdown(socket_.get(), SHUT_RDWR);
	int status = 0;
	const bool ended = ssh_ > 0 && waitpid(ssh_, &status, 0) == ssh_;
	ssh_ = -1;
	const bool connected = ended && WIFEXITED(status) && WEXITSTATUS(status) != 255;
	throw Error{fmt::format("{} {}: `{} true` must work.",
		connected ? "No shell answers on" : "No connection to", host_,
		ssh_in_words(host_))};
}

void RemoteShell::send(std::string_view text)
{
	while (!text.empty()) {
		const ssize_t size = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
		if (size < 0 && errno == EINTR)
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
		text.resize(filled + chunk_size);
		const ssize_t size = read(socket_.get(), text.data() + filled, chunk_size);
		const bool failed = size == 0 || (size < 0 && errno != EINTR);
		text.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
		if (failed)
			give_up();
		if (text.size() > max_output)
			throw Error{fmt::format("{} says more than can be read.", host_)};
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
