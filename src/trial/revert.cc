// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/revert.hh"

#include "base/clock.hh"
#include "base/error.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "trial/drop-in-name.hh"
#include "trial/rollback-timer.hh"
#include "trial/rollback.hh"
#include "trial/tighten-progress.hh"
#include "trial/unit-lock.hh"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <unistd.h>

namespace hardenctl {

namespace {

/** What is removed, so that another revert, or the next change, can finish it after a SIGKILL. */
class Removal {
	RevertResult &out_;
	ChangeRecord &record_;

	void add_directory(const std::string &directory)
	{
		if (std::ranges::find(record_.made_directories, directory) ==
			record_.made_directories.end())
			record_.made_directories.push_back(directory);
	}

	/** If the record began with it, it lists the directories that were made for it. */
	bool began_with(const std::string &path) const
	{
		return path == record_.drop_in ||
		       (record_.companion && path == record_.companion->drop_in) ||
		       std::ranges::find(record_.kept, KeptRecord{path, false}) !=
			       record_.kept.end();
	}

public:
	Removal(RevertResult &out, ChangeRecord &record) : out_(out), record_(record) {}

	/** Also what was kept before the change of the record. */
	void add(const std::string &unit)
	{
		for (const std::string &path : own_drop_ins(drop_in_directories(unit, out_.user))) {
			std::string text = read_file(path, max_drop_in_size);
			if (!began_with(path)) {
				record_.kept.push_back({path, false});
				if (text.find(directory_line) == text.npos)
					add_directory(std::string{parent_path(path)});
			}
			out_.removed.emplace_back(path, std::move(text));
		}
	}

	/** Nothing is to be put back. */
	void forget_copies()
	{
		std::erase_if(record_.kept, [](const KeptRecord &kept) { return kept.had_before; });
	}
};

/** Those of units that go with it, too. @return what is to be with these */
std::vector<CompanionState> find_all(RevertResult &out, ChangeRecord &record)
{
	Removal removal{out, record};
	removal.add(out.unit);
	std::vector<CompanionState> companions;
	for (const auto &[path, text] : out.removed)
		for (CompanionState &companion : companions_in(text))
			// what was written first tells how it was before
			if (std::ranges::find(companions, companion.unit, &CompanionState::unit) ==
				companions.end())
				companions.push_back(std::move(companion));
	for (const CompanionState &companion : companions)
		removal.add(companion.unit);
	if (record.companion && companions.empty())
		removal.add(record.companion->unit);
	removal.forget_copies();
	return companions;
}

/** Of a kept change, which has none any more: with it, revert is a change to be taken back. */
ChangeRecord record_of_revert(const std::string &unit, bool user)
{
	return {.verb = "revert",
		.unit = unit,
		.phase = ChangePhase::Keeping,
		.pid = getpid(),
		.drop_in =
			fmt::format("{}/{}", drop_in_directories(unit, user).runtime, trial_name),
		.since = current_time()};
}

/** A timer that elapses meanwhile would remove the record of what is not yet removed. */
std::optional<ChangeRecord> left_change(ManagerInterface &manager, const std::string &unit)
{
	const bool user = manager.location().user;
	auto left = read_change_record(unit, user);
	if (!left || left->timer.empty())
		return left;
	disarm_all(manager, unit);
	return read_change_record(unit, user);
}

/** A SIGKILL may have come between the removal of the files and the reload. */
bool is_loaded_from_removed(const UnitState &state)
{
	return std::ranges::any_of(state.drop_ins, [](const std::string &path) {
		return has_own_name(path) && access(path.c_str(), F_OK) < 0;
	});
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

std::vector<std::string> related_calls_of(
	const ChangeRecord &record, const std::vector<CompanionState> &companions)
{
	std::vector<std::string> units;
	for (const CompanionState &companion : companions)
		units.push_back(companion.unit);
	if (record.companion && std::ranges::find(units, record.companion->unit) == units.end())
		units.push_back(record.companion->unit);
	return units;
}

void show_state(RevertResult &out, ManagerInterface &manager, const ChangeRecord &record,
	bool restart, const std::vector<CompanionState> &companions)
{
	const UnitState now = manager.state(out.unit);
	out.needs_restart =
		!restart && !record.restarted && !out.removed.empty() && now.is_active();
	if (restart && now.load_state == "loaded")
		restart_unit(out, manager, companions);
	out.active_state = manager.state(out.unit).active_state;
}

} // namespace

RevertResult revert(ManagerInterface &manager, const std::string &unit, bool restart)
{
	const bool user = manager.location().user;
	const UnitLock lock{unit, user};
	RevertResult out{.unit = unit, .user = user};
	const auto left = left_change(manager, unit);
	ChangeRecord record = left ? *left : record_of_revert(unit, user);
	unlink(tighten_progress_path(unit, user).c_str());
	const auto companions = find_all(out, record);
	std::vector<std::unique_ptr<UnitLock>> locks;
	for (const std::string &companion : related_calls_of(record, companions))
		locks.push_back(std::make_unique<UnitLock>(companion, user));
	if (left || !out.removed.empty() || is_loaded_from_removed(manager.state(unit))) {
		record.phase = ChangePhase::Keeping;
		write_change_record(record, user);
		out.diagnostics = roll_back(manager, record, true).problems;
	} else
		remove_leftovers(unit, user);
	try {
		show_state(out, manager, record, restart, companions);
	} catch (const Error &error) {
		// what was removed is shown nevertheless
		out.diagnostics.push_back({Level::Error, error.what()});
	}
	return out;
}

} // namespace hardenctl
