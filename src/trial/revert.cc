// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/revert.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "base/write-file.hh"
#include "trial/drop-in-name.hh"
#include "trial/take-back.hh"
#include "trial/tighten-progress.hh"
#include "trial/unit-lock.hh"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <unistd.h>

namespace hardenctl {

namespace {

constexpr std::size_t max_drop_in_size = 1 << 20;

/** Also what a SIGKILL left of a file that was about to be written. */
void remove_drop_ins(RevertResult &out, const DropInFolders &folders)
{
	for (const std::string &path : own_drop_ins(folders)) {
		const std::string text = read_file(path, max_drop_in_size);
		if (remove_file(path))
			out.removed.emplace_back(path, text);
	}
	for (const std::string &folder : {folders.persistent, folders.runtime}) {
		for (const std::string_view name : {kept_name, trial_name})
			unlink(replacement_name(fmt::format("{}/{}", folder, name)).c_str());
		remove_empty_folder(folder);
	}
}

/** Those of units that go with it, too, and what is to be with these. */
std::vector<CompanionState> remove_all(RevertResult &out, bool user)
{
	remove_drop_ins(out, drop_in_folders(out.unit, user));
	std::vector<CompanionState> companions;
	for (const auto &[path, text] : out.removed)
		for (CompanionState &companion : companions_in(text))
			// what was written first tells how it was before
			if (std::ranges::find(companions, companion.unit, &CompanionState::unit) ==
				companions.end())
				companions.push_back(std::move(companion));
	for (const CompanionState &companion : companions) {
		const UnitLock lock{companion.unit, user};
		remove_drop_ins(out, drop_in_folders(companion.unit, user));
	}
	return companions;
}

/** What nobody has accepted is undone whole, the unit's state with it. */
void finish(RevertResult &out, ManagerInterface &manager, const ChangeRecord &record)
{
	std::optional<UnitLock> companion_lock;
	if (record.companion)
		companion_lock.emplace(record.companion->unit, out.user);
	for (Diagnostic &problem : take_back(manager, record, true).problems)
		out.diagnostics.push_back(std::move(problem));
}

/** It runs with what it was started with; a socket does not start while its service runs. */
void restart_unit(
	RevertResult &out, ManagerInterface &manager, const std::vector<CompanionState> &companions)
{
	if (!companions.empty())
		manager.stop(out.unit);
	for (const CompanionState &companion : companions)
		restore_companion(manager, companion.unit, companion.active_state);
	manager.reset_failed(out.unit);
	const std::string job = manager.restart(out.unit);
	if (job != "done")
		out.diagnostics.push_back({Level::Warning,
			fmt::format("The restart of {} ended with '{}'.", out.unit, job)});
}

} // namespace

RevertResult revert(ManagerInterface &manager, const std::string &unit, bool restart)
{
	const bool user = manager.location().user;
	const UnitLock lock{unit, user};
	RevertResult out{.unit = unit, .user = user};
	const auto record = read_change_record(unit, user);
	unlink(tighten_progress_path(unit, user).c_str());
	const auto companions = remove_all(out, user);
	if (record)
		finish(out, manager, *record);
	else if (!out.removed.empty())
		manager.reload();
	const UnitState now = manager.state(unit);
	if (restart && now.load_state == "loaded")
		restart_unit(out, manager, companions);
	out.active_state = manager.state(unit).active_state;
	out.needs_restart = !restart && !record && !out.removed.empty() && now.is_active();
	return out;
}

} // namespace hardenctl
