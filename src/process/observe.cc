// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "process/observe.hh"

#include "base/error.hh"
#include "base/path.hh"
#include "process/programs.hh"
#include "process/read-process.hh"

#include <algorithm>

namespace hardenctl {

namespace {

/** "postgresql" of "postgresql@17-main.service". */
std::string stem(const std::string &unit)
{
	return unit.substr(0, std::min(unit.find('@'), unit.rfind('.')));
}

void add_program(Behaviour &behaviour, const std::string &root, const std::string &path)
{
	if (path.starts_with('/') && std::ranges::find(behaviour.programs, path,
					     &ProgramSeen::path) == behaviour.programs.end())
		behaviour.programs.push_back(look_at_program(root, path));
}

/** Programs that the sandbox does not bind are not its concern. */
void add_programs(Behaviour &behaviour, const UnitConfig &config, const std::string &root)
{
	for (const ExecCommand &command : config.commands)
		if (!command.full_privileges)
			add_program(behaviour, root, command.program);
	for (const ProcessSeen &process : behaviour.processes)
		add_program(behaviour, root, process.exe);
}

/** A helper such as /usr/lib/dovecot/log is no name for folders elsewhere. */
bool has_public_name(const std::string &program)
{
	const std::string_view folder = parent_path(program);
	return folder.ends_with("bin");
}

void add_own_folders(Behaviour &behaviour, const UnitConfig &config, const std::string &root)
{
	std::set<uid_t> users;
	std::set<std::string> names{stem(config.id)};
	for (const ProcessSeen &process : behaviour.processes) {
		users.insert({process.uid, process.effective_uid});
		if (has_public_name(process.exe))
			names.emplace(base_name(process.exe));
	}
	behaviour.own_folders = find_own_folders(root, users, names);
}

} // namespace

Behaviour observe(const UnitConfig &config, const ObservedSystem &system)
{
	Behaviour behaviour;
	ProcessReader reader{system.proc};
	if (system.root.empty())
		for (const pid_t pid : find_processes(system.proc, config.id, system.user_manager))
			try {
				if (auto process = reader.read(pid))
					behaviour.processes.push_back(std::move(*process));
			} catch (const Error &error) {
				++behaviour.unreadable;
				behaviour.diagnostics.push_back({Level::Warning, error.what()});
			}
	add_programs(behaviour, config, system.root);
	if (!system.user_manager)
		add_own_folders(behaviour, config, system.root);
	return behaviour;
}

} // namespace hardenctl
