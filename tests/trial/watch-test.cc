// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/watch.hh"

#include "harness.hh"

using namespace hardenctl;
using test::Check;
using namespace std::chrono_literals;

namespace {

/** A service that runs until it is reloaded. */
class OneService final : public ManagerInterface {
	ManagerLocation location_;
	UnitState state_{.load_state = "loaded", .active_state = "active", .result = "success"};
	UnitState reloaded_;
	std::string job_;

public:
	unsigned reloads = 0;

	/** @param job what the job of a reload ends with
	 * @param active_state after it */
	OneService(std::string job, std::string active_state)
		: reloaded_(state_), job_(std::move(job))
	{
		reloaded_.active_state = std::move(active_state);
	}

	const ManagerLocation &location() const noexcept override { return location_; }
	Interruption *interruption() const noexcept override { return nullptr; }
	UnitState state(const std::string &) override { return state_; }
	void reload() override {}
	std::string restart(const std::string &) override { return "done"; }
	std::string start(const std::string &) override { return "done"; }
	std::string stop(const std::string &) override { return "done"; }
	std::string reload_unit(const std::string &) override
	{
		reloads++;
		state_ = reloaded_;
		return job_;
	}
	void reset_failed(const std::string &) override {}
	void start_timer(const TransientTimer &) override {}
	void sleep(std::chrono::microseconds) override {}
};

Health watched(OneService &manager, std::vector<std::string> command = {})
{
	return watch(manager, "lab.service",
		{.settle = 0ms,
			.check = std::move(command),
			.check_patience = 1ms,
			.reloads = true},
		"done");
}

void a_reload_is_looked_at(Check &check)
{
	OneService well{"done", "active"};
	check.is_true(watched(well).is_good, "well");
	check.equal(well.reloads, 1U);
	OneService refused{"failed", "active"};
	check.equal(watched(refused).reason, "its reload ended with 'failed'");
	/* a signal that it has no handler for */
	OneService ended{"done", "inactive"};
	check.equal(watched(ended).reason, "it ends when it is reloaded");
	OneService failed{"done", "failed"};
	check.equal(watched(failed).reason, "failed (success) after a reload");
}

void who_is_not_well_is_not_reloaded(Check &check)
{
	OneService lab{"done", "active"};
	check.contains(watched(lab, {"/bin/false"}).reason, "the check fails");
	check.equal(lab.reloads, 0U);
}

void who_has_ended_is_not_reloaded(Check &check)
{
	OneService lab{"done", "inactive"};
	lab.reload_unit("");
	check.is_true(watched(lab).is_good, "it ended with success");
	check.equal(lab.reloads, 1U);
}

} // namespace

int main()
{
	constexpr test::Case cases[]{
		{"a reload is looked at", a_reload_is_looked_at},
		{"who is not well is not reloaded", who_is_not_well_is_not_reloaded},
		{"who has ended is not reloaded", who_has_ended_is_not_reloaded},
	};
	return test::run("trial watch", cases);
}
