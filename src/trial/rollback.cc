// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/rollback.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/function-ref.hh"
#include "base/write-file.hh"
#include "trial/drop-in-name.hh"
#include "trial/rollback-timer.hh"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;

/** The kernel gives ports up once the last process that had them is gone. */
constexpr auto companion_delay = 200ms;
constexpr unsigned companion_patience = 10;

constexpr unsigned attempts = 3;
constexpr auto pause_between_attempts = 500ms;

void attempt(Diagnostics &problems, FunctionRef<void()> step)
{
	try {
		step();
	} catch (const std::exception &error) {
		problems.push_back({Level::Error, error.what()});
	}
}

/** A record that was tampered with must not make root remove anything else. */
void remove_drop_in(const std::string &path, RollbackResult &out)
{
	if (!has_own_name(path))
		return;
	unlink(replacement_name(path).c_str());
	if (remove_file(path))
		out.removed.push_back(path);
}

/** A copy that is gone was put back already. */
void put_back(const KeptRecord &kept, const std::string &backup)
{
	unlink(replacement_name(kept.path).c_str());
	struct stat status {};
	if (stat(backup.c_str(), &status) == 0)
		write_file_atomically(
			kept.path, read_file(backup, max_drop_in_size), status.st_mode & 07777);
}

void undo_files(const ChangeRecord &record, bool user, RollbackResult &out, Diagnostics &problems)
{
	for (std::size_t i = 0; i < record.kept.size(); i++)
		attempt(problems, [&, &kept = record.kept[i]] {
			if (kept.had_before && has_own_name(kept.path))
				put_back(kept, backup_path(record.unit, i, user));
			else
				remove_drop_in(kept.path, out);
		});
	attempt(problems, [&] { remove_drop_in(record.drop_in, out); });
	if (record.companion)
		attempt(problems, [&] { remove_drop_in(record.companion->drop_in, out); });
	for (auto directory = record.made_directories.rbegin();
		directory != record.made_directories.rend(); ++directory)
		attempt(problems, [&] { remove_empty_directory(*directory); });
}

/** Of what was kept, only what was not there before. */
std::vector<std::string> removed_by(const ChangeRecord &record)
{
	std::vector<std::string> paths{record.drop_in};
	if (record.companion)
		paths.push_back(record.companion->drop_in);
	for (const KeptRecord &kept : record.kept)
		if (!kept.had_before)
			paths.push_back(kept.path);
	return paths;
}

void confirm_as_before(ManagerInterface &manager, const ChangeRecord &record)
{
	const std::vector<std::string> removed = removed_by(record);
	const auto confirm = [&](const std::string &unit, const LoadedState &before) {
		const std::string difference = difference_to(before, manager.state(unit), removed);
		if (!difference.empty())
			throw Error{fmt::format("Not taken back whole: {} (`hardenctl revert {}` "
						"tries it again).",
				difference, as_argument(record.unit, manager.location().user))};
	};
	confirm(record.unit, record.before);
	if (record.companion)
		confirm(record.companion->unit, record.companion->before);
}

/** What fails may do better a moment later: a manager that was away. */
Diagnostics undo(ManagerInterface &manager, const ChangeRecord &record, RollbackResult &out)
{
	const bool user = manager.location().user;
	for (unsigned i = 0;; i++) {
		Diagnostics problems;
		undo_files(record, user, out, problems);
		attempt(problems, [&] { manager.reload(); });
		attempt(problems, [&] { confirm_as_before(manager, record); });
		if (problems.empty() || i + 1 == attempts)
			return problems;
		attempt(problems, [&] { manager.sleep(pause_between_attempts); });
	}
}

/** A socket does not start while its service runs. */
void restore_states(ManagerInterface &manager, const ChangeRecord &record, Diagnostics &problems)
{
	if (record.companion)
		attempt(problems, [&] {
			// a timer that elapses at this moment starts the unit again
			for (unsigned i = 0; i < 2; i++) {
				manager.stop(record.unit);
				if (restore_companion(manager, record.companion->unit,
					    record.companion->active_state))
					break;
			}
		});
	attempt(problems, [&] { restore_unit_state(manager, record.unit, record.active_state); });
}

} // namespace

/** A unit that had failed fails again, by what it had: only a start can show that. */
void restore_unit_state(
	ManagerInterface &manager, const std::string &unit, const std::string &active_state)
{
	const UnitState now = manager.state(unit);
	if (now.load_state == "not-found")
		return;
	if (!ran_or_tried(active_state)) {
		if (ran_or_tried(now.active_state) && now.active_state != "failed")
			manager.stop(unit);
		manager.reset_failed(unit);
	} else if (active_state != "failed" || now.active_state != "failed") {
		manager.reset_failed(unit);
		manager.restart(unit);
	}
}

std::string restart_companion(ManagerInterface &manager, const std::string &unit)
{
	std::string job;
	for (unsigned i = 0; i < companion_patience; i++) {
		if (i > 0)
			manager.sleep(companion_delay);
		manager.reset_failed(unit);
		job = manager.restart(unit);
		if (job == "done")
			break;
	}
	return job;
}

bool restore_companion(
	ManagerInterface &manager, const std::string &unit, const std::string &active_state)
{
	if (ran_or_tried(active_state))
		return restart_companion(manager, unit) == "done";
	restore_unit_state(manager, unit, active_state);
	return true;
}

RollbackResult roll_back(ManagerInterface &manager, const ChangeRecord &record, bool restore_state)
{
	if (manager.interruption())
		manager.interruption()->defer_signals();
	RollbackResult out;
	out.problems = undo(manager, record, out);
	if (restore_state && record.restarted)
		restore_states(manager, record, out.problems);
	attempt(out.problems, [&] { out.active_state = manager.state(record.unit).active_state; });
	// Until here the timer is the second way back, and the record the third.
	if (out.problems.empty())
		attempt(out.problems, [&] {
			if (!record.timer.empty())
				disarm_all(manager, record.unit);
			remove_change_record(record.unit, manager.location().user);
		});
	return out;
}

} // namespace hardenctl
