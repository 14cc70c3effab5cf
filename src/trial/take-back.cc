// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/take-back.hh"

#include "base/error.hh"
#include "base/function-ref.hh"
#include "base/write-file.hh"
#include "trial/drop-in-name.hh"

#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

namespace hardenctl {

namespace {

void attempt(Diagnostics &problems, FunctionRef<void()> step)
{
	try {
		step();
	} catch (const std::exception &error) {
		problems.push_back({Level::Error, error.what()});
	}
}

void remove_files(const ChangeRecord &record, TakenBack &out)
{
	// A record that was tampered with must not make root remove anything else.
	if (!has_own_name(record.drop_in))
		return;
	unlink(replacement_name(record.drop_in).c_str());
	if (remove_file(record.drop_in))
		out.removed.push_back(record.drop_in);
	for (auto folder = record.made_folders.rbegin(); folder != record.made_folders.rend();
		++folder)
		remove_empty_folder(*folder);
}

bool ran_or_tried(std::string_view active_state) noexcept
{
	return active_state != "inactive" && active_state != "deactivating";
}

/** A unit that had failed fails again, by what it had: only a start can show that. */
void restore_unit_state(Manager &manager, const ChangeRecord &record)
{
	const UnitState now = manager.state(record.unit);
	if (now.load_state == "not-found")
		return;
	if (!ran_or_tried(record.active_state)) {
		if (ran_or_tried(now.active_state) && now.active_state != "failed")
			manager.stop(record.unit);
		manager.reset_failed(record.unit);
	} else if (record.active_state != "failed" || now.active_state != "failed") {
		manager.reset_failed(record.unit);
		manager.restart(record.unit);
	}
}

void disarm(Manager &manager, const std::string &timer)
{
	const std::string unit = timer + ".timer";
	if (!timer.empty() && manager.state(unit).is_active())
		manager.stop(unit);
}

} // namespace

TakenBack take_back(Manager &manager, const ChangeRecord &record, bool restore_state)
{
	if (manager.interruption())
		manager.interruption()->go_deaf();
	TakenBack out;
	attempt(out.problems, [&] { remove_files(record, out); });
	attempt(out.problems, [&] { manager.reload(); });
	if (restore_state && record.restarted)
		attempt(out.problems, [&] { restore_unit_state(manager, record); });
	attempt(out.problems, [&] { out.active_state = manager.state(record.unit).active_state; });
	// Last: until here the timer is the second way back.
	attempt(out.problems, [&] { disarm(manager, record.timer); });
	const bool user = manager.location().user;
	if (access(record.drop_in.c_str(), F_OK) < 0)
		attempt(out.problems, [&] { remove_file(record_path(record.unit, user)); });
	return out;
}

} // namespace hardenctl
