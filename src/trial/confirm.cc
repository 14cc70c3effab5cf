// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/confirm.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/write-file.hh"
#include "trial/change-record.hh"
#include "trial/keep-change.hh"
#include "trial/unit-lock.hh"
#include "trial/way-back.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::size_t max_drop_in_size = 1 << 20;

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

} // namespace

std::string confirm_change(ManagerInterface &manager, const std::string &unit)
{
	const bool user = manager.location().user;
	const UnitLock lock{unit, user};
	const ChangeRecord record = waiting_change(unit, user);
	std::string path = keep_change(manager, record, text_on_trial(record.drop_in),
		record.companion ? text_on_trial(record.companion->drop_in) : "");
	if (manager.state(record.timer + ".timer").is_active())
		manager.stop(record.timer + ".timer");
	remove_file(record_path(unit, user));
	return path;
}

} // namespace hardenctl
