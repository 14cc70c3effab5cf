// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "process/collect-runtime-facts.hh"

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

void add_program(RuntimeFacts &runtime, const std::string &root, const std::string &path)
{
	if (path.starts_with('/') && std::ranges::find(runtime.programs, path,
					     &ProgramSeen::path) == runtime.programs.end())
		runtime.programs.push_back(look_at_program(root, path));
}

/** Programs that the sandbox does not bind are not its concern. */
void add_programs(RuntimeFacts &runtime, const UnitConfig &config, const std::string &root)
{
	for (const ExecCommand &command : config.commands)
		if (!command.full_privileges)
			add_program(runtime, root, command.program);
	for (const ProcessSeen &process : runtime.processes)
		add_program(runtime, root, process.exe);
}

/** A helper such as /usr/lib/dovecot/log is no name for directories elsewhere. */
bool has_public_name(const std::string &program)
{
	const std::string_view directory = parent_path(program);
	return directory.ends_with("bin");
}

void add_own_directories(RuntimeFacts &runtime, const UnitConfig &config, const std::string &root)
{
	std::set<uid_t> users;
	std::set<std::string> names{stem(config.id)};
	for (const ProcessSeen &process : runtime.processes) {
		users.insert({process.uid, process.effective_uid});
		if (has_public_name(process.exe))
			names.emplace(base_name(process.exe));
	}
	runtime.own_directories = find_own_directories(root, users, names);
}

} // namespace

RuntimeFacts collect_runtime_facts(const UnitConfig &config, const ObservedSystem &system)
{
	RuntimeFacts runtime;
	ProcessReader reader{system.proc};
	if (system.root.empty())
		for (const pid_t pid : find_processes(system.proc, config.id, system.user_manager))
			try {
				if (auto process = reader.read(pid))
					runtime.processes.push_back(std::move(*process));
			} catch (const Error &error) {
				++runtime.unreadable;
				runtime.diagnostics.push_back({Level::Warning, error.what()});
			}
	add_programs(runtime, config, system.root);
	if (!system.user_manager)
		add_own_directories(runtime, config, system.root);
	return runtime;
}

} // namespace hardenctl
