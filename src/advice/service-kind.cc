// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/service-kind.hh"

#include "base/path.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <linux/capability.h>

namespace hardenctl {

namespace {

bool starts_privileged(const UnitConfig &config, const Sandbox &sandbox)
{
	const Assignment *start_only = config.find(Directive::PermissionsStartOnly);
	return sandbox.starts_as_root() ||
	       (start_only && parse_boolean(start_only->value) == true) ||
	       std::ranges::any_of(config.commands, &ExecCommand::no_setuid);
}

/** A script's interpreter is its program as soon as it runs. */
std::string programs_of_others(const RuntimeFacts &runtime)
{
	for (const ProgramSeen &program : runtime.programs)
		if (program.functions.starts_programs)
			return fmt::format("{} may run other programs", program.path);
	if (runtime.library_functions.starts_programs)
		return "a library of it may run other programs";
	return {};
}

bool is_privileged(const ProcessSeen &process)
{
	return process.capabilities.permitted >> CAP_SETUID & 1;
}

bool has_pam(const ProcessSeen &process)
{
	return std::ranges::any_of(process.libraries, [](const std::string &library) {
		return base_name(library).starts_with("libpam.so");
	});
}

/** The one that can become any user, and asks PAM whether it may. */
const ProcessSeen *with_pam(const RuntimeFacts &runtime)
{
	const auto found = std::ranges::find_if(runtime.processes, [](const ProcessSeen &process) {
		return is_privileged(process) && has_pam(process);
	});
	return found == runtime.processes.end() ? nullptr : &*found;
}

} // namespace

ServiceKind kind_of(const UnitConfig &config, const Sandbox &sandbox, const RuntimeFacts &runtime)
{
	ServiceKind kind{.starts_privileged = starts_privileged(config, sandbox),
		.programs = programs_of_others(runtime)};
	if (!kind.starts_privileged)
		return kind;
	/* one of a library that many have may never be called */
	const bool starts_programs =
		runtime.own_library_starts_programs ||
		std::ranges::any_of(runtime.programs, &ProgramFunctions::starts_programs,
			&ProgramSeen::functions);
	const ProcessSeen *pam = with_pam(runtime);
	if (config.find(Directive::PAMName))
		kind.unforeseeable = "PAMName= opens a session";
	else if (pam && starts_programs)
		kind.unforeseeable = fmt::format("{}[{}] has PAM loaded, runs as root and may run "
						 "other programs: it opens sessions of users",
			pam->comm, pam->pid);
	/* systemd.kill(5): what goes on when the service is stopped */
	else if (config.kill_mode == "process" &&
		 std::ranges::any_of(runtime.processes, is_privileged))
		kind.unforeseeable = "KillMode=process: what it has started, such as sessions of "
				     "users, goes on without it";
	else if (starts_programs && !runtime.processes.empty() &&
		 std::ranges::all_of(runtime.processes, is_privileged))
		kind.unforeseeable = fmt::format("{}, as root", kind.programs);
	return kind;
}

TightenLevel usual_level(const ServiceKind &kind) noexcept
{
	return kind.starts_privileged || !kind.programs.empty() ? TightenLevel::Balanced
								: TightenLevel::Safe;
}

TightenLevel level_of(const ProposalRow &row, const ServiceKind &kind, const RuntimeFacts &runtime)
{
	const auto calls_one = [&](const ProgramFunctions &functions) {
		return std::ranges::any_of(row.functions, [&](std::string_view name) {
			return functions.names.contains(std::string{name});
		});
	};
	/* an interpreter refers to whatever there is */
	if (kind.programs.empty() &&
		std::ranges::any_of(runtime.programs, calls_one, &ProgramSeen::functions))
		return TightenLevel::Strict;
	const bool never_calls = !row.functions.empty() && kind.programs.empty() &&
				 runtime.library_functions.is_sure &&
				 !calls_one(runtime.library_functions) &&
				 std::ranges::all_of(runtime.programs, &ProgramFunctions::is_sure,
					 &ProgramSeen::functions);
	TightenLevel level = row.level;
	if (!never_calls && (kind.starts_privileged || !row.functions.empty()))
		level = std::max(level, row.level_as_root);
	if (!kind.programs.empty())
		level = std::max(level, row.level_with_programs);
	return level;
}

} // namespace hardenctl
