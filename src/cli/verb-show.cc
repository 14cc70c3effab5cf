// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-show.hh"

#include "base/error.hh"
#include "base/interruption.hh"
#include "cli/live-manager.hh"
#include "cli/output.hh"
#include "cli/unit-arguments.hh"
#include "unit/load-rules.hh"

#include <fmt/format.h>

namespace hardenctl {

/** Unit files only: a machine without a journal has them, too. */
static DiagnosisContext open_units(const CommandLine &given)
{
	const CommandLine command_line = enter_machine(given);
	const bool user = command_line.log.user;
	DiagnosisContext context{.shell = open_shell(command_line)};
	context.manager = connect_manager(command_line, context.remarks);
	const unsigned version =
		context.shell ? context.manager->version() : systemd_version_of(command_line.root);
	context.search = {.root = command_line.root, .user = user, .systemd_version = version};
	context.note_odd_files();
	context.system = {.systemd_version = version,
		.user_manager = user,
		.installed_groups = command_line.root.empty() ? context.groups.get() : nullptr};
	return context;
}

/** As the newest systemd takes it: to show what this one ignores. */
static UnitConfig load_newest(DiagnosisContext &context, const UnitArgument &argument)
{
	UnitSearch search = context.search;
	search.systemd_version = newest_known_systemd;
	if (context.shell && argument.path.empty())
		return load_live(context, search, argument.unit);
	return argument.path.empty()
		       ? load_unit(context.load_path(), argument.unit, newest_known_systemd)
		       : load_unit_file(search, argument.path);
}

/** Files that no manager has loaded are rated as systemd-analyze does with --offline=true. */
static ExposureMode exposure_mode(const DiagnosisContext &context, const UnitArgument &argument)
{
	const bool live = (context.search.root.empty() || context.manager) && argument.path.empty();
	return live ? ExposureMode::Online : ExposureMode::Offline;
}

/** Throws Error if there is nothing to show. */
static void check_loaded(
	const UnitConfig &config, DiagnosisContext &context, const UnitArgument &argument)
{
	const std::string &unit = argument.unit.empty() ? config.id : argument.unit;
	switch (config.load_state) {
	case LoadState::Loaded:
		return;
	case LoadState::NotFound:
		throw Error(no_such_unit(context, unit));
	case LoadState::Masked:
		throw Error(fmt::format("{} is masked: it has no settings.", unit));
	case LoadState::BadSetting:
		throw Error(fmt::format("systemd refuses the unit file of {}.", unit));
	}
}

static void add_unit(
	ShownUnits &shown, DiagnosisContext &context, const UnitArgument &argument, bool all)
{
	const UnitConfig config = load_argument(context, argument);
	// A pattern stands for those that can be shown.
	if (argument.by_pattern && config.load_state != LoadState::Loaded)
		return;
	check_loaded(config, context, argument);
	const ExposureMode mode = exposure_mode(context, argument);
	if (const auto refusal = load_refusal(config);
		mode == ExposureMode::Offline && !refusal.empty()) {
		if (argument.by_pattern)
			return;
		throw Error(fmt::format("systemd refuses to load {}: {}", config.id, refusal));
	}
	const System system = system_of(context.system);
	shown.units.push_back(
		effective_sandbox(config, load_newest(context, argument), system, mode, all));
	shown.diagnostics.insert(
		shown.diagnostics.end(), config.diagnostics.begin(), config.diagnostics.end());
}

/** One unreadable unit does not keep the others of a pattern from being answered. */
static void add_if_possible(
	ShownUnits &shown, DiagnosisContext &context, const UnitArgument &argument, bool all)
{
	try {
		add_unit(shown, context, argument, all);
	} catch (const Interrupted &) {
		throw;
	} catch (const Error &error) {
		shown.diagnostics.push_back({Level::Error, error.what()});
	}
}

/** One wrong argument does not keep the others from being answered. */
static void add_argument(
	ShownUnits &shown, DiagnosisContext &context, const std::string &argument, bool all)
{
	try {
		for (const UnitArgument &unit : expand_argument(context, argument))
			add_if_possible(shown, context, unit, all);
	} catch (const Error &error) {
		shown.diagnostics.push_back({Level::Error, error.what()});
	}
}

ShownUnits shown_units(
	const CommandLine &command_line, const std::vector<std::string> &units, bool all)
{
	DiagnosisContext context = open_units(command_line);
	ShownUnits shown{
		.systemd_version = context.system.systemd_version, .diagnostics = context.remarks};
	for (const std::string &unit : units)
		add_argument(shown, context, unit, all);
	return shown;
}

int run_show(const CommandLine &command_line)
{
	const ShownUnits shown =
		shown_units(command_line, command_line.arguments, command_line.all);
	return write_answer(
		command_line, shown.diagnostics,
		[&](const ReportStyle &style) { return render_sandboxes(shown, style); },
		[&](JsonMode json) { return render_sandboxes_json(shown, json); });
}

} // namespace hardenctl
