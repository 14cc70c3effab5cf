// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/live-manager.hh"

#include "base/error.hh"
#include "unit/live-config.hh"
#include "unit/remote-unit-files.hh"

#include <fmt/format.h>

namespace hardenctl {

std::unique_ptr<LiveManager> connect_manager(const CommandLine &command_line, Diagnostics &remarks)
{
	const ManagerLocation location = manager_location(command_line);
	const bool is_named = !location.machine.empty() || !location.host.empty();
	if (is_named)
		return std::make_unique<LiveManager>(location);
	if (!is_live(command_line) || !manager_is_running())
		return nullptr;
	try {
		return std::make_unique<LiveManager>(location);
	} catch (const Error &error) {
		remarks.push_back({Level::Notice,
			fmt::format("{}; judged by the unit files.", error.what())});
		return nullptr;
	}
}

std::unique_ptr<RemoteShell> open_shell(const CommandLine &command_line)
{
	const std::string &host = command_line.manager.host;
	return host.empty() ? nullptr : std::make_unique<RemoteShell>(host);
}

std::optional<ChangedFile> newest_change_of(DiagnosisContext &context, const UnitConfig &config)
{
	if (context.shell)
		return newest_remote_change(*context.shell, config);
	return newest_change(config, context.search.root, context.search.user);
}

UnitConfig load_live(DiagnosisContext &context, const UnitSearch &search, const std::string &unit)
{
	const LiveUnit live = context.manager->read(unit);
	UnitConfig config = live_unit_config(live, search, [&](const std::string &path) {
		return context.shell ? read_remote_file(*context.shell, path)
				     : read_unit_file(search.root, path);
	});
	note_live_changes(config, live, search, [&] { return newest_change_of(context, config); });
	return config;
}

UnitConfig load_examined(DiagnosisContext &context, const std::string &unit)
{
	if (!context.manager)
		return load_unit(context.load_path(), unit);
	return load_live(context, context.search, unit);
}

} // namespace hardenctl
