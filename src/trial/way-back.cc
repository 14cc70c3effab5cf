// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/way-back.hh"

#include "trial/drop-in-name.hh"
#include "unit/unit-name.hh"

#include <fmt/format.h>
#include <string_view>

namespace hardenctl {

namespace {

std::string_view way_to(std::string_view active_state) noexcept
{
	return ran_or_tried(active_state) ? "restart" : "stop";
}

std::vector<std::string> systemctl(bool user, std::string_view command, const std::string &unit)
{
	std::vector<std::string> words{"/usr/bin/systemctl"};
	if (user)
		words.emplace_back("--user");
	words.emplace_back(command);
	if (!unit.empty()) {
		words.emplace_back("--");
		words.push_back(unit);
	}
	return words;
}

} // namespace

std::string next_timer_name(const std::string &unit, const std::string &last)
{
	const std::string stem = fmt::format("hardenctl-way-back-{}", unit);
	return fmt::format("{}-{}", stem, last == stem + "-1" ? 2 : 1);
}

TransientTimer way_back_timer(const ChangeRecord &record, bool user, std::chrono::seconds delay)
{
	TransientTimer timer{
		.name = record.timer,
		.description = fmt::format("hardenctl takes back its change of {}", record.unit),
		.delay = delay,
	};
	timer.commands.push_back({"/usr/bin/rm", "-f", "--", record.drop_in});
	const auto &companion = record.companion;
	if (companion)
		timer.commands.back().push_back(companion->drop_in);
	for (auto folder = record.made_folders.rbegin(); folder != record.made_folders.rend();
		++folder)
		timer.commands.push_back({"/usr/bin/rmdir", "--", *folder});
	timer.commands.push_back(systemctl(user, "daemon-reload", {}));
	timer.commands.push_back(systemctl(user, "reset-failed", record.unit));
	if (companion) {
		timer.commands.push_back(systemctl(user, "stop", record.unit));
		timer.commands.push_back(
			systemctl(user, way_to(companion->active_state), companion->unit));
	}
	timer.commands.push_back(systemctl(user, way_to(record.active_state), record.unit));
	timer.commands.push_back({"/usr/bin/rm", "-f", "--", record_path(record.unit, user)});
	return timer;
}

std::string unfinished_in_words(const ChangeRecord &record, bool user)
{
	const std::string &unit = record.unit;
	const std::string argument = as_argument(unit, user);
	switch (record.phase) {
	case ChangePhase::Changing:
		return fmt::format(
			"A change of {} was not finished: `hardenctl revert {}` takes it "
			"back.",
			unit, argument);
	case ChangePhase::AwaitsConfirmation:
		return fmt::format("A change of {} waits for its confirmation: `hardenctl confirm "
				   "{}` keeps it, `hardenctl revert {}` takes it back.",
			unit, argument, argument);
	case ChangePhase::Learning:
		return fmt::format("{} is being learned: `hardenctl learn {} --stop` ends that, "
				   "`hardenctl revert {}` throws it away.",
			unit, argument, argument);
	}
	return {};
}

} // namespace hardenctl
