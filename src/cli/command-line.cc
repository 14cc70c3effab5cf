// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/command-line.hh"

#include "base/error.hh"

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

std::string log_in_words(const CommandLine &command_line)
{
	const LogLocation &location = command_line.log;
	if (location.file == "-")
		return "standard input";
	if (!location.file.empty())
		return location.file;
	if (!location.directory.empty())
		return "the journal in " + location.directory;
	if (!command_line.root.empty())
		return "the journal below " + command_line.root;
	return location.user ? "your journal" : "the journal of this system";
}

} // namespace hardenctl
