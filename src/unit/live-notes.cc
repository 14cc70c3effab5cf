// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/live-config.hh"

#include "unit/live-merge.hh"

#include <fmt/format.h>

namespace hardenctl {

void note_live_changes(UnitConfig &config, const LiveUnit &live, const UnitSearch &search,
	FunctionRef<std::optional<ChangedFile>()> newest_change)
{
	if (config.load_state == LoadState::NotFound)
		return;
	if (live.need_reload) {
		const UnitConfig disk = load_unit(search, live.id);
		const bool is_readable = disk.load_state == LoadState::Loaded;
		note_need_of_reload(config, is_readable ? &disk : nullptr, search.systemd_version);
		return;
	}
	// what a transient unit's file says came with its start
	if (!live.is_running() || live.inactive_exit == 0 || live.transient)
		return;
	const auto change = newest_change();
	if (change && change->time > live.inactive_exit)
		config.diagnostics.push_back({Level::Warning,
			fmt::format("{} was changed after {} was started: what runs may have other "
				    "settings; a restart puts them in force.",
				change->path, live.id)});
}

} // namespace hardenctl
