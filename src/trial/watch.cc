// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/watch.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto watch_pause = 100ms;
constexpr auto pause_between_checks = 500ms;

Health bad(std::string reason)
{
	return {.reason = std::move(reason)};
}

/** Nothing if it is well, or has ended well; restarts are counted since the watch began. */
std::string trouble_of(const UnitState &state, const UnitState &first)
{
	constexpr std::array<std::string_view, 7> known{"active", "reloading", "refreshing",
		"activating", "deactivating", "inactive", "maintenance"};
	if (state.load_state == "not-found")
		return "its file is gone";
	if (state.active_state == "failed")
		return fmt::format("failed ({})", state.result);
	if (state.sub_state.starts_with("auto-restart") || state.restarts > first.restarts)
		return fmt::format("it restarts{}",
			state.result == "success" ? "" : fmt::format(" ({})", state.result));
	if (state.active_state == "inactive" && !state.result.empty() && state.result != "success")
		return fmt::format("ended ({})", state.result);
	if (std::ranges::find(known, state.active_state) == known.end())
		return fmt::format("its state is unknown ('{}')", state.active_state);
	return {};
}

class Checks {
	const WatchRequest &request_;
	Interruption *interruption_;
	Clock::time_point next_ = Clock::now();
	Clock::time_point last_chance_;
	CheckOutcome outcome_;
	bool done_;

public:
	Checks(const WatchRequest &request, Interruption *interruption)
		: request_(request), interruption_(interruption),
		  last_chance_(Clock::now() + std::max(request.settle, request.check_patience)),
		  done_(request.check.empty())
	{
	}

	bool done() const noexcept { return done_; }
	bool is_late() const { return !done_ && Clock::now() >= last_chance_; }
	const CheckOutcome &outcome() const noexcept { return outcome_; }

	void run_if_due()
	{
		if (done_ || Clock::now() < next_)
			return;
		const auto left = std::max(Clock::duration{1s}, last_chance_ - Clock::now());
		outcome_ = run_check(request_.check,
			std::chrono::duration_cast<std::chrono::milliseconds>(left), interruption_);
		done_ = outcome_.succeeded;
		next_ = Clock::now() + pause_between_checks;
	}
};

Health watch_again(ManagerInterface &manager, const std::string &unit, const WatchRequest &request,
	std::chrono::milliseconds settle)
{
	return watch(manager, unit,
		{.settle = settle,
			.check = request.check,
			.check_patience = request.check_patience},
		"done");
}

Health reload(ManagerInterface &manager, const std::string &unit, const WatchRequest &request)
{
	const UnitState before = manager.state(unit);
	const std::string result = manager.reload_unit(unit);
	if (result != "done")
		return bad(fmt::format("its reload ended with '{}'", result));
	/* what ends by a signal does so a moment later */
	Health health = watch_again(manager, unit, request, 1s);
	const UnitState after = manager.state(unit);
	if (health.is_good && !after.is_active())
		return bad("it ends when it is reloaded");
	if (health.is_good && after.restarts != before.restarts)
		return bad("it restarts when it is reloaded");
	if (!health.is_good)
		health.reason += " after a reload";
	return health;
}

/** What it does only when asked to. */
Health exercise(ManagerInterface &manager, const std::string &unit, const WatchRequest &request)
{
	const std::uint32_t restarts = manager.state(unit).restarts;
	for (const std::vector<std::string> &command : request.exercises) {
		const CheckOutcome outcome =
			run_check(command, request.check_patience, manager.interruption());
		if (!outcome.succeeded)
			return {.reason = fmt::format(
					"`{}` fails: {}", command.back(), outcome.reason),
				.check_output = outcome.output};
	}
	if (manager.state(unit).restarts != restarts)
		return bad("it restarts");
	return watch_again(
		manager, unit, request, std::min<std::chrono::milliseconds>(request.settle, 1s));
}

/** What was seen, and no more. */
Health good(const UnitState &state, const WatchRequest &request)
{
	if (!request.check.empty())
		return {.is_good = true, .seen = "the check succeeds", .was_used = true};
	const auto seconds = std::chrono::duration<double>{request.settle}.count();
	return {.is_good = true,
		.seen = state.active_state == "inactive"
				? "it ended with success"
				: fmt::format("it has been running for {:g} s", seconds)};
}

Health now_well(ManagerInterface &manager, const std::string &unit, const UnitState &state,
	const WatchRequest &request)
{
	if (request.reloads && state.is_active())
		if (Health health = reload(manager, unit, request); !health.is_good)
			return health;
	if (request.exercises.empty())
		return good(state, request);
	Health health = exercise(manager, unit, request);
	health.was_used = health.is_good;
	return health;
}

} // namespace

Health watch(ManagerInterface &manager, const std::string &unit, const WatchRequest &request,
	std::string_view job_result)
{
	const UnitState first = manager.state(unit);
	if (job_result != "done" && !first.is_active())
		return bad(first.active_state == "failed"
				   ? trouble_of(first, first)
				   : fmt::format("its start ended with '{}'", job_result));
	const auto settled = Clock::now() + request.settle;
	Checks checks{request, manager.interruption()};
	for (;;) {
		const UnitState state = manager.state(unit);
		if (const std::string trouble = trouble_of(state, first); !trouble.empty())
			return bad(trouble);
		if (Clock::now() >= settled && checks.done())
			return state.active_state == "activating"
				       ? bad("it is still starting")
				       : now_well(manager, unit, state, request);
		checks.run_if_due();
		if (checks.is_late())
			return {.reason = "the check fails: " + checks.outcome().reason,
				.check_output = checks.outcome().output};
		manager.sleep(watch_pause);
	}
}

} // namespace hardenctl
