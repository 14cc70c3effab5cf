// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/trial-run.hh"

#include "base/clock.hh"

#include <chrono>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;

/** journald needs a moment for the last lines of a service. */
constexpr auto log_delay = 300ms;
constexpr unsigned log_patience = 5;

/** A failure that nobody tells of may be told a moment later. */
Diagnosis wait_for_log(
	ManagerInterface &manager, std::uint64_t since, bool is_good, Examine examine)
{
	manager.sleep(log_delay);
	Diagnosis diagnosis = examine(since);
	for (unsigned i = 1; i < log_patience && !is_good && diagnosis.findings.empty(); ++i) {
		manager.sleep(log_delay);
		diagnosis = examine(since);
	}
	return diagnosis;
}

} // namespace

TrialRun run_trial(UnitTransaction &change, ManagerInterface &manager, const std::string &unit,
	const WatchRequest &request, std::string_view drop_in, Examine examine)
{
	change.apply(drop_in);
	const std::uint64_t since = current_time();
	const std::string job = change.restart();
	TrialRun run{.health = watch(manager, unit, request, job), .since = since};
	run.diagnosis = wait_for_log(manager, since, run.health.is_good, examine);
	return run;
}

} // namespace hardenctl
