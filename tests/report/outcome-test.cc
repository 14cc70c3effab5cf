// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "report/bisect.hh"
#include "report/learned.hh"
#include "report/repair.hh"
#include "report/tighten-trial.hh"

using namespace hardenctl;
using test::Check;

namespace {

constexpr std::uint64_t second = 1'000'000;
/** 2023-11-14 22:13:20 UTC */
constexpr std::uint64_t now = 1'700'000'000 * second;
constexpr std::string_view path = "/run/systemd/system/ssh.service.d/zz-hardenctl~trial.conf";

ReportStyle narrow()
{
	return {.width = 30, .now = now};
}

/** By the clock and from now, and a command that can be copied whole. */
void what_waits_says_until_when(Check &check)
{
	const std::string expected = "It is rolled back at 22:15:20 (2min left) unless confirmed:\n"
				     "    hardenctl confirm ssh.service\n";
	check.contains(render_repair({.unit = "ssh.service",
					     .is_repaired = true,
					     .awaits_confirmation = true,
					     .path = std::string{path},
					     .confirm_until = now + 120 * second},
			       narrow()),
		expected);
	check.contains(render_bisect({.unit = "ssh.service",
					     .path = std::string{path},
					     .awaits_confirmation = true,
					     .confirm_until = now + 120 * second},
			       narrow()),
		expected);
	check.contains(render_tighten_trial({.unit = "ssh.service",
						    .path = std::string{path},
						    .awaits_confirmation = true,
						    .confirm_until = now + 120 * second},
			       narrow()),
		expected);
}

void the_command_names_the_manager(Check &check)
{
	const std::string expected = "\n    hardenctl confirm --user a.service\n";
	check.contains(render_bisect({.unit = "a.service",
					     .user = true,
					     .path = "/x",
					     .awaits_confirmation = true,
					     .confirm_until = now + 5 * second},
			       narrow()),
		expected);
	check.contains(render_tighten_trial({.unit = "a.service",
						    .user = true,
						    .path = "/x",
						    .awaits_confirmation = true,
						    .confirm_until = now + 5 * second},
			       narrow()),
		expected);
}

void another_day_is_named(Check &check)
{
	check.contains(render_awaiting("a.service", false, now + 7200 * second, narrow()),
		"at Nov 15 00:13:20 (2h left)");
	check.equal(render_learning("a.service", true, now + 3600 * second, narrow()),
		"a.service runs with its filter logging only until 23:13:20 (1h left). Exercise "
		"the unit, then run:\n    hardenctl learn --user a.service --stop\n");
}

/** That it runs is no proof: only a check is. */
void repaired_is_said_after_a_check(Check &check)
{
	RepairResult kept{.unit = "a.service",
		.is_repaired = true,
		.path = "/etc/x",
		.seen = "the check succeeds",
		.was_used = true};
	check.contains(render_repair(kept, narrow()),
		"a.service is repaired by /etc/x: the check succeeds.");
	kept.was_used = false;
	kept.seen = "it has been running for 5 s";
	const std::string started = render_repair(kept, narrow());
	check.contains(started, "a.service is changed by /etc/x: it has been running for 5 s. "
				"Whether it does its work was not tried");
	check.contains(started, "--check=");
	kept.was_serving = true;
	check.contains(render_repair(kept, narrow()), "denied came while it served");
	for (const bool was_serving : {false, true}) {
		kept.was_serving = was_serving;
		check.lacks(render_repair(kept, narrow()), "repaired");
	}
	check.contains(render_repair_json(kept, 252, JsonMode::Short), "\"was_used\":false");
	const RepairRound tried{.lines = {"User="},
		.health = {.is_good = true, .seen = "it has been running for 5 s"}};
	check.equal(render_round(tried, narrow()), "Tried User=: it has been running for 5 s\n");
}

void what_stays_has_no_time(Check &check)
{
	const RepairResult kept{.unit = "a.service", .is_repaired = true, .path = "/etc/x"};
	check.lacks(render_repair(kept, narrow()), "rolled back");
	check.contains(render_repair_json(kept, 252, JsonMode::Short), "\"confirm_until\":null");
	const RepairResult waits{.unit = "a.service",
		.is_repaired = true,
		.awaits_confirmation = true,
		.confirm_until = now};
	check.contains(render_repair_json(waits, 252, JsonMode::Short),
		"\"confirm_until\":1700000000000000");
}

} // namespace

int main()
{
	static constexpr test::Case cases[]{
		{"what waits says until when", what_waits_says_until_when},
		{"the command names the manager", the_command_names_the_manager},
		{"another day is named", another_day_is_named},
		{"repaired is said after a check", repaired_is_said_after_a_check},
		{"what stays has no time", what_stays_has_no_time},
	};
	return test::run("report outcome", cases);
}
