// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/traced-user.hh"

#include "base/error.hh"
#include "base/escape.hh"

#include <cstdlib>
#include <fmt/format.h>
#include <optional>
#include <pwd.h>
#include <string>
#include <unistd.h>

namespace hardenctl {

namespace {

struct User {
	uid_t uid = 0;
	std::string home;
};

std::optional<User> named_user(const CommandLine &command_line)
{
	const std::string &machine = command_line.manager.machine;
	const auto at = machine.find('@');
	if (!command_line.log.user || machine.empty())
		return std::nullopt;
	const std::string where = at == machine.npos ? machine : machine.substr(at + 1);
	if (!where.empty() && where != ".host")
		throw Error{"Units of users in a container cannot be traced from here: leave out "
			    "--user, or "
			    "trace the unit user@UID.service that their manager is."};
	const std::string name = at == machine.npos ? "root" : machine.substr(0, at);
	const passwd *entry = getpwnam(name.c_str());
	if (!entry)
		throw Error{fmt::format("There is no user {}.", escape_for_terminal(name))};
	return User{.uid = entry->pw_uid, .home = entry->pw_dir};
}

} // namespace

uid_t user_of_manager(const CommandLine &command_line)
{
	const auto user = named_user(command_line);
	return user ? user->uid : getuid();
}

void look_as_user_of_manager(const CommandLine &command_line)
{
	const bool needs_name = command_line.log.user && command_line.manager.machine.empty() &&
				geteuid() == 0 && !std::getenv("XDG_RUNTIME_DIR");
	if (needs_name)
		throw Error{
			"Root has no user manager here: --machine=USER@.host names whose it is."};
	const auto user = named_user(command_line);
	if (!user)
		return;
	setenv("HOME", user->home.c_str(), 1);
	setenv("XDG_RUNTIME_DIR", fmt::format("/run/user/{}", user->uid).c_str(), 1);
	for (const char *variable : {"XDG_CACHE_HOME", "XDG_CONFIG_DIRS", "XDG_CONFIG_HOME",
		     "XDG_DATA_DIRS", "XDG_DATA_HOME", "XDG_STATE_HOME"})
		unsetenv(variable);
}

} // namespace hardenctl
