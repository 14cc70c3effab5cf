// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "bus-server.hh"

#include "base/error.hh"
#include "harness.hh"
#include "unit/manager.hh"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace hardenctl;
using test::BusServer;
using test::Check;
using test::Conduct;
using namespace std::chrono_literals;

namespace {

const ManagerLocation user{.user = true};

/** SIGINT for this process, as of Ctrl-C. */
class LaterSignal {
	pid_t pid_;

public:
	explicit LaterSignal(std::chrono::milliseconds delay) : pid_(fork())
	{
		if (pid_ != 0)
			return;
		usleep(static_cast<useconds_t>(delay.count()) * 1000);
		kill(getppid(), SIGINT);
		_exit(0);
	}
	LaterSignal(const LaterSignal &) = delete;
	LaterSignal &operator=(const LaterSignal &) = delete;
	~LaterSignal() { waitpid(pid_, nullptr, 0); }
};

void a_look_is_one_call(Check &check)
{
	const BusServer server{{}};
	Manager manager{user};
	const UnitState state = manager.state("a.service");
	check.equal(server.counts().looks, 1U);
	check.equal(server.counts().loads, 0U);
	check.equal(state.id, "a.service");
	check.equal(state.active_state, "active");
	check.equal(state.result, "success");
	check.equal(state.restarts, 3U);
	check.equal(state.drop_ins.size(), 1U);
	check.equal(state.settings.size(), 1U);
	check.is_true(state.settings.contains("ProtectSystem"), "the directive, with a digest");
}

void what_the_answer_lacks_is_unknown(Check &check)
{
	for (const char *property : {"ActiveState", "Result", "LoadState", "SubState"}) {
		const BusServer server{{.lacks = property}};
		Manager manager{user};
		check.throws([&] { manager.state("a.service"); },
			std::string{"Cannot read the state of a.service: the manager's answer has "
				    "no "} +
				property);
	}
}

void an_error_is_thrown(Check &check)
{
	const BusServer server{{.method = "GetAll", .conduct = Conduct::Refuse}};
	Manager manager{user};
	check.throws([&] { manager.state("a.service"); },
		"Cannot read the state of a.service: It does not want to");
}

void a_lost_reload_is_repeated(Check &check)
{
	for (const Conduct conduct : {Conduct::LoseBefore, Conduct::LoseAfter}) {
		const BusServer server{{.method = "Reload", .conduct = conduct}};
		Manager manager{user};
		manager.reload();
		check.equal(server.counts().reloads, conduct == Conduct::LoseAfter ? 2U : 1U);
	}
}

void a_lost_look_is_repeated(Check &check)
{
	const BusServer server{{.method = "GetAll", .conduct = Conduct::LoseBefore}};
	Manager manager{user};
	check.equal(manager.state("a.service").active_state, "active");
}

void a_restart_is_repeated_only_if_it_was_not_done(Check &check)
{
	for (const Conduct conduct : {Conduct::LoseBefore, Conduct::LoseAfter}) {
		const BusServer server{{.method = "RestartUnit", .conduct = conduct}};
		Manager manager{user};
		check.equal(manager.restart("a.service"), "done");
		check.equal(server.counts().restarts, 1U);
	}
}

void a_job_may_end_unseen(Check &check)
{
	const BusServer server{{.method = "RestartUnit", .conduct = Conduct::NoSignal}};
	Manager manager{user};
	check.equal(manager.restart("a.service"), "done");
}

void a_timer_is_not_started_twice(Check &check)
{
	const BusServer server{{.method = "StartTransientUnit", .conduct = Conduct::LoseAfter}};
	Manager manager{user};
	manager.start_timer(
		{.name = "t", .description = "t", .delay = 60s, .commands = {{{"/usr/bin/true"}}}});
	check.equal(server.counts().transients, 1U);
}

void a_service_is_not_started_twice(Check &check)
{
	const BusServer server{{.method = "StartTransientUnit", .conduct = Conduct::LoseAfter}};
	Manager manager{user};
	check.equal(manager.start_service({.name = "s.service",
			    .description = "s",
			    .words = {"/usr/bin/sleep", "9"},
			    .longest = 60s}),
		"done");
	check.equal(server.counts().transients, 1U);
}

void silence_is_said_and_ctrl_c_works(Check &check)
{
	const BusServer server{{.method = "Reload", .conduct = Conduct::Silence}};
	Interruption interruption;
	std::string said;
	Manager manager{user, &interruption, [&](const std::string &text) { said += text; }};
	const auto begin = std::chrono::steady_clock::now();
	const LaterSignal signal{3s};
	check.throws([&] { manager.reload(); }, "Interrupted by SIGINT");
	check.is_true(std::chrono::steady_clock::now() - begin < 10s, "at once");
	check.equal(said, "Waiting for the user manager, which does not answer (Ctrl-C ends it)…");
}

} // namespace

int main()
{
	const test::Case cases[] = {
		{"a look is one call", a_look_is_one_call},

		{"what the answer lacks is unknown", what_the_answer_lacks_is_unknown},
		{"an error is thrown", an_error_is_thrown},
		{"a lost reload is repeated", a_lost_reload_is_repeated},
		{"a lost look is repeated", a_lost_look_is_repeated},
		{"a restart is repeated only if it was not done",
			a_restart_is_repeated_only_if_it_was_not_done},
		{"a job may end unseen", a_job_may_end_unseen},
		{"a timer is not started twice", a_timer_is_not_started_twice},
		{"a service is not started twice", a_service_is_not_started_twice},
		{"silence is said and Ctrl-C works", silence_is_said_and_ctrl_c_works},
	};
	return test::run("manager", cases);
}
