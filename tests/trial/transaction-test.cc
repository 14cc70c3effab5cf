// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "scenarios.hh"
#include "trial/unit-transaction.hh"
#include "view.hh"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <thread>

/**
 * Kills, and lets fail, each step of each operation on a unit, and looks at files, record, timers
 * and the manager's memory once something else has put that right: `revert`, the next change, or
 * the timers.
 */
using namespace hardenctl;
using namespace hardenctl::test;

namespace fs = std::filesystem;

namespace {

class Run {
	Check &check_;
	const Scenario &scenario_;
	/** Before all, before the operation, after it, and each reverted. */
	View first_, before_, after_, first_reverted_, after_reverted_;
	std::size_t steps_ = 0;

	static std::string saved(const char *name) { return top() + "/" + name; }

	void expect(bool good, const std::string &what, const View &view)
	{
		check_.is_true(good,
			fmt::format("{}: {}, but:\n{}", scenario_.name, what, in_words(view)));
	}

	void again() const { copy(saved("before"), root()); }

	View reverted(const std::string &when)
	{
		const Outcome outcome = run(revert_all);
		View view = look();
		expect(outcome.status == 0, when + "revert works (" + outcome.error + ")", view);
		expect(view.is_over(), when + "revert leaves nothing open", view);
		return view;
	}

	/** Drop-ins as if nothing had been changed ever; running with what was there before or not.
	 */
	void expect_reverted(const std::string &when)
	{
		const View view = reverted(when);
		bool good = view.files == first_reverted_.files;
		for (const auto &[name, unit] : view.units)
			good = good && unit.drop_ins == first_reverted_.units[name].drop_ins &&
			       (unit.active_state == first_reverted_.units[name].active_state ||
				       unit.active_state ==
					       after_reverted_.units[name].active_state);
		expect(good, when + "revert makes all as before", view);
	}

	bool is_unfinished(const View &view) const
	{
		return view.record.find("phase=changing") != view.record.npos ||
		       view.record.find("phase=keeping") != view.record.npos;
	}

	void expect_next_change(const std::string &when)
	{
		const View left = look();
		const Outcome outcome = run(next_change);
		const View view = look();
		if (outcome.status == failed_status) {
			expect(!left.record.empty() && !is_unfinished(left),
				when + "the next change works (" + outcome.error + ")", view);
			expect(view.is_same(left) && view.record == left.record,
				when + "the next change leaves what waits", view);
			expect_reverted(when + "the next change refused, ");
			return;
		}
		expect(view.is_over(), when + "the next change leaves nothing open", view);
		expect(view.is_same(first_) || view.is_same(after_) ||
				(before_.record.empty() && view.is_same(before_)),
			when + "the next change finds all or nothing changed", view);
	}

	void expect_timers(const std::string &when)
	{
		const View left = look();
		expect(left.timers == 0 || !left.record.empty(),
			when + "no timer goes on without a record", left);
		if (left.timers == 0)
			return;
		run(elapse);
		const View view = look();
		expect(view.is_same(first_), when + "the timer makes all as before", view);
		expect(view.is_over(), when + "the timer leaves nothing open", view);
	}

	void kill(std::size_t at)
	{
		const std::string when = fmt::format("killed after step {}, ", at);
		again();
		const int status = run_apart(scenario_.operation, Mishap::Kill, at);
		check_.equal(status, killed_status);
		copy(root(), saved("killed"));
		expect_reverted(when);
		copy(saved("killed"), root());
		expect_next_change(when);
		copy(saved("killed"), root());
		expect_timers(when);
	}

	void disturb(Mishap mishap, const char *name, std::size_t at)
	{
		const std::string when = fmt::format("{} at step {}, ", name, at);
		again();
		const auto [status, error, steps] = run(scenario_.operation, mishap, at);
		const View view = look();
		if (status == 0) {
			const bool elapsed = mishap == Mishap::Elapse && view.is_same(first_);
			expect(view.is_same(after_) || elapsed, when + "it is done", view);
			expect(elapsed ? view.is_over()
				       : view.record.empty() == after_.record.empty(),
				when + "it is whole", view);
			return;
		}
		check_.equal(status, failed_status);
		if (view.record.empty()) {
			expect(view.is_over(), when + "nothing is open (" + error + ")", view);
			// a revert that is done may not see what the unit does then
			const bool is_reverted =
				scenario_.operation == revert_all && view.is_same(after_);
			expect(view.is_same(first_) || is_reverted ||
					(before_.record.empty() && view.is_same(before_)),
				when + "all is as before (" + error + ")", view);
		}
		expect_reverted(when);
	}

public:
	Run(Check &check, const Scenario &scenario) : check_(check), scenario_(scenario)
	{
		fs::remove_all(root());
		fs::create_directories(root());
		scenario.prepare();
		first_ = look();
		copy(root(), saved("first"));
		first_reverted_ = reverted("untouched, ");
		copy(saved("first"), root());
		if (scenario.before)
			check.equal(run_apart(scenario.before), 0);
		before_ = look();
		copy(root(), saved("before"));
		const Outcome outcome = run(scenario.operation);
		check.is_true(outcome.status == 0, scenario.name + (": " + outcome.error));
		steps_ = outcome.steps;
		after_ = look();
		after_reverted_ = reverted("done, ");
		expect(after_reverted_.files == first_reverted_.files, "revert leaves no file",
			after_reverted_);
	}

	std::size_t steps() const noexcept { return steps_; }
	bool is_good() const noexcept { return check_.failures().empty(); }

	void kill_all()
	{
		for (std::size_t at = 0; at < steps_ && is_good(); at++)
			kill(at);
	}

	void disturb_all()
	{
		constexpr std::pair<Mishap, const char *> mishaps[]{{Mishap::Fail, "failure"},
			{Mishap::ManagerGone, "no manager"}, {Mishap::LoseAnswer, "lost answer"},
			{Mishap::Elapse, "timer"}};
		for (const auto &[mishap, name] : mishaps)
			for (std::size_t at = 0; at < steps_ && is_good(); at++)
				disturb(mishap, name, at);
	}
};

void each_step_may_be_the_last(Check &check)
{
	std::size_t steps = 0;
	for (const Scenario &scenario : all_scenarios()) {
		Check own;
		Run run{own, scenario};
		run.kill_all();
		steps += run.steps();
		if (getenv("VERBOSE"))
			std::fprintf(stderr, "%s: %zu\n%s\n", scenario.name, run.steps(),
				own.failures().c_str());
		check.is_true(own.failures().empty(), own.failures());
	}
	std::printf("killed after each of %zu steps of %zu operations, three ways back from each\n",
		steps, all_scenarios().size());
}

void each_step_may_fail(Check &check)
{
	for (const Scenario &scenario : all_scenarios()) {
		Check own;
		Run run{own, scenario};
		run.disturb_all();
		check.is_true(own.failures().empty(), own.failures());
	}
}

/** The unit was restarted with it before it was kept: it must not look changed since. */
void what_stays_is_as_old_as_its_trial(Check &check)
{
	static fs::file_time_type restarted;
	fs::remove_all(root());
	all_scenarios()[4].prepare();
	const Outcome outcome = run([](ScriptedManager &manager) {
		UnitTransaction change{manager, {.unit = service, .verb = "loosen"}};
		change.apply("[Service]\nPrivateNetwork=no\n");
		std::this_thread::sleep_for(std::chrono::milliseconds{20});
		restarted = fs::file_time_type::clock::now();
		change.restart();
		change.keep("[Service]\nPrivateNetwork=no\n", false);
	});
	check.equal(outcome.error, "");
	for (const std::string &path : kept_places())
		check.is_true(fs::last_write_time(path) < restarted, path);
}

} // namespace

int main()
{
	setenv("XDG_CONFIG_HOME", (root() + "/config").c_str(), 1);
	setenv("XDG_RUNTIME_DIR", (root() + "/run").c_str(), 1);
	static constexpr Case cases[]{
		{"each step may be the last", each_step_may_be_the_last},
		{"each step may fail", each_step_may_fail},
		{"what stays is as old as its trial", what_stays_is_as_old_as_its_trial},
	};
	const int status = test::run("transaction", cases);
	fs::remove_all(top());
	return status;
}
