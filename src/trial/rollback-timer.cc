// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/rollback-timer.hh"

#include "base/write-file.hh"
#include "trial/drop-in-name.hh"
#include "unit/unit-name.hh"

#include <fmt/format.h>
#include <string_view>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;

/** For a service that takes a change back at this moment. */
constexpr auto timer_pause = 250ms;
constexpr unsigned looks_at_service = 240;

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

/** With what a SIGKILL may have left beside them. */
std::vector<std::string> rm(const std::vector<std::string> &paths)
{
	std::vector<std::string> words{"/usr/bin/rm", "-f", "--"};
	for (const std::string &path : paths) {
		words.push_back(path);
		words.push_back(replacement_name(path));
	}
	return words;
}

std::string timer_name(const std::string &unit, unsigned turn)
{
	return fmt::format("hardenctl-way-back-{}-{}", unit, turn);
}

/** @return had it begun? */
bool wait_for_service(ManagerInterface &manager, const std::string &service)
{
	for (unsigned i = 0;; i++) {
		const UnitState state = manager.state(service);
		const bool has_failed = state.active_state == "failed";
		if (state.job == 0 && (has_failed || state.active_state == "inactive"))
			return has_failed || i > 0;
		if (i == looks_at_service) {
			manager.stop(service);
			return true;
		}
		manager.sleep(timer_pause);
	}
}

} // namespace

std::string next_timer_name(const std::string &unit, const std::string &last)
{
	return timer_name(unit, last == timer_name(unit, 1) ? 2 : 1);
}

bool disarm(ManagerInterface &manager, const std::string &timer)
{
	if (manager.state(timer + ".timer").is_active())
		manager.stop(timer + ".timer");
	return !wait_for_service(manager, timer + ".service");
}

bool disarm_all(ManagerInterface &manager, const std::string &unit)
{
	const bool first = disarm(manager, timer_name(unit, 1));
	return disarm(manager, timer_name(unit, 2)) && first;
}

TransientTimer rollback_timer(const ChangeRecord &record, bool user, std::chrono::seconds delay)
{
	TransientTimer timer{
		.name = record.timer,
		.description = fmt::format("hardenctl takes back its change of {}", record.unit),
		.delay = delay,
	};
	const auto run = [&timer](std::vector<std::string> words, bool must_succeed = false) {
		timer.commands.push_back({std::move(words), must_succeed});
	};
	const auto &companion = record.companion;
	const std::vector<std::string> drop_ins =
		companion ? std::vector{record.drop_in, companion->drop_in}
			  : std::vector{record.drop_in};
	run(rm(drop_ins));
	for (auto directory = record.made_directories.rbegin();
		directory != record.made_directories.rend(); ++directory)
		run({"/usr/bin/rmdir", "--", *directory});
	// A restart without it would be one with what is to be taken back.
	run(systemctl(user, "daemon-reload", {}), true);
	run(systemctl(user, "reset-failed", record.unit));
	if (companion) {
		run(systemctl(user, "stop", record.unit));
		run(systemctl(user, way_to(companion->active_state), companion->unit));
	}
	run(systemctl(user, way_to(record.active_state), record.unit));
	run(rm({record_path(record.unit, user)}));
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
	case ChangePhase::Keeping:
		return fmt::format("A change of {} was neither kept nor taken back whole: "
				   "`hardenctl revert {}` takes it back.",
			unit, argument);
	}
	return {};
}

} // namespace hardenctl
