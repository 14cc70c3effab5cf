// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/take-back.hh"

#include "base/error.hh"
#include "base/function-ref.hh"
#include "base/write-file.hh"
#include "trial/drop-in-name.hh"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <unistd.h>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;

/** The kernel gives ports up once the last process that had them is gone. */
constexpr auto companion_delay = 200ms;
constexpr unsigned companion_patience = 10;

void attempt(Diagnostics &problems, FunctionRef<void()> step)
{
	try {
		step();
	} catch (const std::exception &error) {
		problems.push_back({Level::Error, error.what()});
	}
}

/** A record that was tampered with must not make root remove anything else. */
void remove_drop_in(const std::string &path, TakenBack &out)
{
	if (!has_own_name(path))
		return;
	unlink(replacement_name(path).c_str());
	if (remove_file(path))
		out.removed.push_back(path);
}

void remove_files(const ChangeRecord &record, TakenBack &out)
{
	if (!has_own_name(record.drop_in))
		return;
	remove_drop_in(record.drop_in, out);
	if (record.companion)
		remove_drop_in(record.companion->drop_in, out);
	for (auto folder = record.made_folders.rbegin(); folder != record.made_folders.rend();
		++folder)
		remove_empty_folder(*folder);
}

/** A socket does not start while its service runs. */
void restore_states(ManagerInterface &manager, const ChangeRecord &record, Diagnostics &problems)
{
	if (record.companion)
		attempt(problems, [&] {
			manager.stop(record.unit);
			restore_companion(
				manager, record.companion->unit, record.companion->active_state);
		});
	attempt(problems, [&] { restore_unit_state(manager, record.unit, record.active_state); });
}

bool is_gone(const std::string &path) noexcept
{
	return access(path.c_str(), F_OK) < 0;
}

void disarm(ManagerInterface &manager, const std::string &timer)
{
	const std::string unit = timer + ".timer";
	if (!timer.empty() && manager.state(unit).is_active())
		manager.stop(unit);
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

void restore_companion(
	ManagerInterface &manager, const std::string &unit, const std::string &active_state)
{
	if (ran_or_tried(active_state))
		restart_companion(manager, unit);
	else
		restore_unit_state(manager, unit, active_state);
}

TakenBack take_back(ManagerInterface &manager, const ChangeRecord &record, bool restore_state)
{
	if (manager.interruption())
		manager.interruption()->go_deaf();
	TakenBack out;
	attempt(out.problems, [&] { remove_files(record, out); });
	attempt(out.problems, [&] { manager.reload(); });
	if (restore_state && record.restarted)
		restore_states(manager, record, out.problems);
	attempt(out.problems, [&] { out.active_state = manager.state(record.unit).active_state; });
	// Last: until here the timer is the second way back.
	attempt(out.problems, [&] { disarm(manager, record.timer); });
	const bool user = manager.location().user;
	if (is_gone(record.drop_in) && (!record.companion || is_gone(record.companion->drop_in)))
		attempt(out.problems, [&] { remove_file(record_path(record.unit, user)); });
	return out;
}

} // namespace hardenctl
