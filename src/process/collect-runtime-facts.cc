// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "process/collect-runtime-facts.hh"

#include "base/error.hh"
#include "base/path.hh"
#include "base/rooted-file.hh"
#include "process/configuration.hh"
#include "process/programs.hh"
#include "process/read-process.hh"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

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

/** Where the loader looks: what lies there belongs to everybody. */
bool is_shared_directory(std::string_view directory)
{
	return directory.ends_with("-linux-gnu") || directory.ends_with("/lib") ||
	       directory.ends_with("/lib64");
}

bool is_library(std::string_view name)
{
	return name.ends_with(".so") || name.find(".so.") != name.npos;
}

/** "/usr/lib/lab/16/lib" of "/usr/lib/lab/16/bin/lab"; not of what everybody's programs share. */
std::string directory_of_modules(const std::string &program)
{
	const std::string directory{parent_path(program)};
	const std::string prefix{parent_path(directory)};
	if (!directory.ends_with("/bin") || !prefix.starts_with("/usr/lib/"))
		return {};
	return prefix + "/lib";
}

constexpr std::size_t max_modules = 10'000;

void add_modules(RuntimeFacts &runtime, const std::map<std::string, pid_t> &libraries)
{
	std::set<std::string> directories;
	for (const auto &[library, pid] : libraries)
		if (const std::string directory{parent_path(library)};
			!is_shared_directory(directory))
			directories.insert(directory);
	for (const ProgramSeen &program : runtime.programs)
		directories.insert(directory_of_modules(program.path));
	for (const std::string &directory : directories)
		if (!directory.empty())
			for_each_entry_in_root("", directory, [&](std::string_view name, bool) {
				if (is_library(name) && runtime.modules.size() < max_modules)
					runtime.modules.push_back(
						fmt::format("{}/{}", directory, name));
			});
	std::ranges::sort(runtime.modules);
}

void add_libraries(RuntimeFacts &runtime, const std::string &proc)
{
	/* each as the process sees it that has it */
	std::map<std::string, pid_t> libraries;
	for (const ProcessSeen &process : runtime.processes)
		for (const std::string &library : process.libraries)
			libraries.emplace(library, process.pid);
	ProgramFunctions &all = runtime.library_functions;
	all.is_sure = !libraries.empty();
	for (const auto &[library, pid] : libraries) {
		const std::string_view name = base_name(library);
		if (!is_library(name) || name.starts_with("libc.so") || name.starts_with("ld-"))
			continue;
		const ProgramFunctions functions =
			look_at_program(fmt::format("{}/{}/root", proc, pid), library).functions;
		all.is_sure = all.is_sure && functions.is_sure;
		all.starts_programs |= functions.starts_programs;
		runtime.own_library_starts_programs |=
			functions.starts_programs && !is_shared_directory(parent_path(library));
		all.names.insert(functions.names.begin(), functions.names.end());
	}
	add_modules(runtime, libraries);
}

void add_own_paths(RuntimeFacts &runtime, const UnitConfig &config, const std::string &root)
{
	std::set<uid_t> users;
	std::set<std::string> names{stem(config.id)};
	for (const ProcessSeen &process : runtime.processes) {
		users.insert({process.uid, process.effective_uid});
		if (has_public_name(process.exe))
			names.emplace(base_name(process.exe));
	}
	runtime.own_directories = find_own_directories(root, {}, names);
	runtime.users_directories = find_own_directories(root, users, {});
	runtime.configured_paths = find_configured_paths(root, config, names, users);
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
	for (const std::string &program : system.programs)
		add_program(runtime, system.root, program);
	add_libraries(runtime, system.proc);
	if (!system.user_manager)
		add_own_paths(runtime, config, system.root);
	return runtime;
}

} // namespace hardenctl
