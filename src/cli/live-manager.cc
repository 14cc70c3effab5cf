// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/live-manager.hh"

#include "base/error.hh"
#include "unit/live-config.hh"

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

static UnitConfig load_live(LiveManager &manager, const UnitSearch &search, const std::string &unit)
{
	const LiveUnit live = manager.read(unit);
	UnitConfig config = live_unit_config(live, search,
		[&](const std::string &path) { return read_unit_file(search.root, path); });
	note_live_changes(config, live, search);
	return config;
}

UnitConfig load_examined(Examination &examination, const std::string &unit)
{
	if (!examination.manager)
		return load_unit(examination.search, unit);
	return load_live(*examination.manager, examination.search, unit);
}

} // namespace hardenctl
