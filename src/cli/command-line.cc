// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/command-line.hh"

#include "base/error.hh"
#include "unit/container.hh"

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

CommandLine enter_container(CommandLine command_line)
{
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
	const std::string &machine = command_line.manager.machine;
	if (!machine.empty() && !machine.ends_with(".host"))
		return "the journal of container " + machine;
	if (!command_line.root.empty())
		return "the journal below " + command_line.root;
	return location.user ? "your journal" : "the journal of this system";
}

} // namespace hardenctl
