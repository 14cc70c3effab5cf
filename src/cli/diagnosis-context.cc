// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/diagnosis-context.hh"

#include "base/clock.hh"
#include "base/rooted-file.hh"
#include "cli/boot.hh"
#include "cli/live-manager.hh"
#include "journal/remote-log.hh"
#include "unit/bus.hh"
#include "unit/odd-files.hh"
#include "unit/os-release.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

/** Of the systemd that read the unit files and wrote the log. */
static unsigned version_of(const CommandLine &command_line, DiagnosisContext &context)
{
	if (context.shell)
		return context.manager->version();
	if (!command_line.root.empty())
		if (const unsigned version = systemd_version_of(command_line.root); version != 0)
			return version;
	if (is_live(command_line) || !context.log)
		return systemd_version_of("");
	return context.log->systemd_version();
}

/** Where file modes can be looked at: a unit's files alone are no system. */
static std::optional<std::string> file_tree_of(const CommandLine &command_line)
{
	if (is_live(command_line))
		return "";
	const std::string &root = command_line.root;
	if (!root.empty() && stat_in_root(root, "/usr/bin") && stat_in_root(root, "/etc/passwd"))
		return root;
	return std::nullopt;
}

/** A pasted log may be of any system, and its unit file a copy; other hosts' files are not here. */
static std::optional<std::string> unit_tree_of(const CommandLine &command_line)
{
	if (!command_line.manager.host.empty())
		return std::nullopt;
	return is_live(command_line) || !command_line.root.empty()
		       ? std::optional{command_line.root}
		       : std::nullopt;
}

/** Empty of this machine if the log is its own: it may have had another name then. */
static std::string hostname_of(const CommandLine &command_line)
{
	if (!command_line.manager.host.empty() ||
		(is_live(command_line) && !command_line.log.merge))
		return {};
	return hostname_in(command_line.root);
}

DiagnosisContext open_diagnosis_context(const CommandLine &given, LogUse use)
{
	const CommandLine command_line = enter_machine(given);
	DiagnosisContext context{.shell = open_shell(command_line)};
	if (context.shell)
		context.log = std::make_unique<RemoteLog>(*context.shell, command_line.log.merge);
	else if (use == LogUse::Needed)
		context.log = open_log(log_location(command_line));
	// -M alone makes the root one of a running system
	context.manager = connect_manager(command_line, context.remarks);
	const unsigned version = version_of(command_line, context);
	const bool user = command_line.log.user;
	context.search = {.root = command_line.root, .user = user, .systemd_version = version};
	context.system = {.systemd_version = version,
		.user_manager = user,
		.installed_groups = is_live(command_line) ? context.groups.get() : nullptr,
		.file_tree = file_tree_of(command_line),
		.unit_tree = unit_tree_of(command_line),
		.hostname = hostname_of(command_line)};
	context.note_odd_files();
	context.span = {.since = command_line.since,
		.until = command_line.until,
		.keeps_lines = command_line.debug};
	if (command_line.boot && context.log)
		context.span.boot_id = resolve_boot(*context.log, *command_line.boot);
	return context;
}

const LoadPath &DiagnosisContext::load_path()
{
	if (!load_path_read)
		load_path_read.emplace(search);
	return *load_path_read;
}

void DiagnosisContext::note_odd_files()
{
	if (search.root.empty())
		return;
	for (Diagnostic &odd : describe_odd_files(search.root))
		remarks.push_back(std::move(odd));
}

void seek_trouble(DiagnosisContext &context, const CommandLine &command_line)
{
	context.span.seeks_trouble = command_line.since != 0 || command_line.boot ||
				     command_line.until != TimeSpan{}.until;
}

Report start_report(const DiagnosisContext &context, const CommandLine &command_line)
{
	return {.systemd_version = context.system.systemd_version,
		.diagnostics = context.remarks,
		.source = log_in_words(command_line),
		.user = context.search.user,
		.live = is_live(command_line) && command_line.manager.is_here() &&
			manager_is_running()};
}

/** A service that hangs in its end, or is restarted again and again, has not failed by its log. */
static void note_unsettled(
	const DiagnosisContext &context, const std::string &unit, Incident &incident)
{
	if (!context.manager || incident.outcome != Outcome::Ok)
		return;
	constexpr std::uint64_t just_now = 3'000'000;
	const LiveUnit now = context.manager->read(unit);
	if (now.restarts > 1 && reference_time() < now.inactive_exit + just_now)
		incident.unsettled =
			fmt::format("restarted again and again ({} times)", now.restarts);
	if (now.active_state == "deactivating" || now.sub_state == "auto-restart")
		incident.unsettled = fmt::format("{} ({})", now.active_state, now.sub_state);
}

std::vector<Diagnosis> examine(
	DiagnosisContext &context, const std::string &unit, const UnitConfig &config)
{
	const auto change = newest_change_of(context, config);
	auto incidents = collect_incidents(
		*context.log, unit, config, context.span, change ? change->time : 0);
	if (incidents.empty())
		incidents.push_back({.unit = unit});
	note_unsettled(context, unit, incidents.front());
	/* a copied tree has the times of the copy */
	const bool is_running = context.manager != nullptr;
	std::vector<Diagnosis> diagnoses;
	for (Incident &incident : incidents)
		diagnoses.push_back(diagnose(std::move(incident), config, context.system,
			is_running ? change : std::nullopt));
	return diagnoses;
}

Diagnosis diagnose_since(
	const CommandLine &command_line, const std::string &unit, std::uint64_t since)
{
	DiagnosisContext context = open_diagnosis_context(command_line);
	context.span.since = std::max(context.span.since, since);
	const UnitConfig config = load_unit(context.search, unit);
	return examine(context, unit, config).front();
}

} // namespace hardenctl
