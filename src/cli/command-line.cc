// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/command-line.hh"

#include "base/error.hh"
#include "base/remote-shell.hh"
#include "unit/container.hh"
#include "unit/remote-unit-files.hh"

#include <fmt/format.h>

namespace hardenctl {

LogLocation log_location(const CommandLine &command_line)
{
	LogLocation location = command_line.log;
	if (!location.file.empty() && !location.directory.empty())
		throw Error("--log= and --directory= exclude each other: give one of them.");
	if (location.file.empty() && location.directory.empty())
		location.root = command_line.root;
	return location;
}

ManagerLocation manager_location(const CommandLine &command_line)
{
	ManagerLocation location = command_line.manager;
	location.user = command_line.log.user;
	return location;
}

bool is_live(const CommandLine &command_line) noexcept
{
	const LogLocation &log = command_line.log;
	return command_line.root.empty() && log.file.empty() && log.directory.empty();
}

static CommandLine enter_host(CommandLine command_line)
{
	if (!command_line.manager.machine.empty())
		throw Error("--host= and --machine= exclude each other: give one of them.");
	if (!is_live(command_line))
		throw Error("--host= excludes --root=, --log= and --directory=: another host has "
			    "its own files.");
	if (command_line.log.user)
		throw Error(fmt::format("--host= excludes --user: user managers are reached from "
					"their own host only; log in there, as with `{}`.",
			ssh_in_words(command_line.manager.host)));
	command_line.root = no_root;
	return command_line;
}

CommandLine enter_machine(CommandLine command_line)
{
	if (!command_line.manager.host.empty())
		return enter_host(std::move(command_line));
	const std::string &machine = command_line.manager.machine;
	if (machine.empty())
		return command_line;
	if (!is_live(command_line))
		throw Error("--machine= excludes --root=, --log= and --directory=: a container has "
			    "its own files.");
	command_line.root = container_root(machine);
	return command_line;
}

std::string log_in_words(const CommandLine &command_line)
{
	const LogLocation &location = command_line.log;
	if (location.file == "-")
		return "standard input";
	if (!location.file.empty())
		return location.file;
	if (!location.directory.empty())
		return "the journal in " + location.directory;
	if (!command_line.manager.host.empty())
		return "the journal of " + command_line.manager.host;
	const std::string &machine = command_line.manager.machine;
	if (!machine.empty() && !machine.ends_with(".host"))
		return "the journal of container " + machine;
	if (!command_line.root.empty())
		return "the journal below " + command_line.root;
	return location.user ? "your journal" : "the journal of this system";
}

} // namespace hardenctl
