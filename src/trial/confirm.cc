// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/confirm.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "trial/change-record.hh"
#include "trial/commit-change.hh"
#include "trial/drop-in-name.hh"
#include "trial/persistent-drop-in.hh"
#include "trial/rollback-timer.hh"
#include "trial/rollback.hh"
#include "trial/unit-lock.hh"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <unistd.h>

namespace hardenctl {

namespace {

ChangeRecord waiting_change(const std::string &unit, bool user)
{
	auto record = read_change_record(unit, user);
	if (!record)
		throw Error{
			fmt::format("No change of {} waits for a confirmation: it came too late, "
				    "or there was none.",
				unit)};
	if (record->phase != ChangePhase::AwaitsConfirmation)
		throw Error{unfinished_in_words(*record, user)};
	return *std::move(record);
}

/** Without the header, which is of the trial. */
std::string text_on_trial(const std::string &drop_in)
{
	const std::string text = read_file(drop_in, max_drop_in_size);
	return text.substr(std::min(text.size(), text.find('\n') + 1));
}

[[noreturn]] void throw_too_late(const std::string &unit)
{
	throw Error{
		fmt::format("Too late: the time is up, and the change of {} is taken back.", unit)};
}

/** Better said while the timer still runs. */
void check_places(const ChangeRecord &record, bool user)
{
	const auto check = [&](const std::string &unit) {
		const DropInDirectories directories = drop_in_directories(unit, user);
		const bool runtime = record.keep_at_runtime;
		check_writable(runtime ? directories.runtime : directories.persistent, !runtime);
	};
	check(record.unit);
	if (record.companion)
		check(record.companion->unit);
}

/**
 * The timer goes first: from then on it is decided who is in time. @return nothing if it is too
 * late.
 */
std::optional<std::string> keep_in_time(ManagerInterface &manager, ChangeRecord &record)
{
	if (!disarm_all(manager, record.unit) || access(record.drop_in.c_str(), F_OK) < 0)
		return std::nullopt;
	return keep_change(manager, record, text_on_trial(record.drop_in),
		record.companion ? text_on_trial(record.companion->drop_in) : "");
}

} // namespace

std::string confirm_change(ManagerInterface &manager, const std::string &unit)
{
	const bool user = manager.location().user;
	const UnitLock lock{unit, user};
	ChangeRecord record = waiting_change(unit, user);
	std::optional<UnitLock> companion_lock;
	if (record.companion)
		companion_lock.emplace(record.companion->unit, user);
	check_places(record, user);
	std::optional<std::string> path;
	try {
		path = keep_in_time(manager, record);
	} catch (const Error &error) {
		const RollbackResult done = roll_back(manager, record, true);
		throw Error{done.problems.empty()
				    ? fmt::format("{}; the change of {} was taken back",
					      error.what(), unit)
				    : fmt::format("{}; {}", error.what(),
					      done.problems.front().message)};
	}
	if (!path)
		throw_too_late(unit);
	return *std::move(path);
}

} // namespace hardenctl
