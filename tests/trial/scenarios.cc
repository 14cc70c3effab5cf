// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "scenarios.hh"

#include "base/error.hh"
#include "trial/confirm.hh"
#include "trial/revert.hh"
#include "trial/unit-transaction.hh"

#include <cstdlib>
#include <exception>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hardenctl::test {

namespace fs = std::filesystem;

// --- the places ---------------------------------------------------------------------------------

const std::string &top()
{
	static const std::string path = [] {
		// thousands of small trees are made: in memory, where that can be
		const bool is_in_memory = access("/dev/shm", W_OK) == 0;
		auto name = (is_in_memory ? fs::path{"/dev/shm"} : fs::temp_directory_path()) /
			    "transaction-XXXXXX";
		std::string made = name.string();
		return std::string{mkdtemp(made.data())};
	}();
	return path;
}

std::string root()
{
	return top() + "/root";
}

static std::string units()
{
	return root() + "/config/systemd/user/";
}

std::string memory()
{
	return root() + "/memory";
}

static void write(const std::string &path, const std::string &text)
{
	fs::create_directories(fs::path{path}.parent_path());
	std::ofstream{path} << text;
}

std::string contents(const fs::path &path)
{
	std::ifstream file{path};
	std::stringstream text;
	text << file.rdbuf();
	return text.str();
}

void copy(const std::string &from, const std::string &to)
{
	fs::remove_all(to);
	fs::copy(from, to, fs::copy_options::recursive);
}

// --- one run ------------------------------------------------------------------------------------

Outcome run(Operation operation, Mishap mishap, std::size_t at)
{
	Outcome outcome;
	try {
		ScriptedManager manager{memory()};
		begin_steps(mishap, at);
		operation(manager);
	} catch (const std::exception &error) {
		outcome = {.status = failed_status, .error = error.what()};
	}
	end_steps();
	outcome.steps = steps_so_far();
	return outcome;
}

int run_apart(Operation operation, Mishap mishap, std::size_t at)
{
	const pid_t pid = fork();
	if (pid == 0)
		_exit(run(operation, mishap, at).status);
	int status = -1;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// --- operations ---------------------------------------------------------------------------------

static void throw_first(const Diagnostics &problems)
{
	if (!problems.empty())
		throw Error{problems.front().message};
}

void revert_all(ScriptedManager &manager)
{
	throw_first(revert(manager, service, false).diagnostics);
}

static ChangeRequest plain_request()
{
	return {.unit = service, .verb = "loosen"};
}

void next_change(ScriptedManager &manager)
{
	const UnitTransaction change{manager, plain_request()};
}

void elapse(ScriptedManager &manager)
{
	manager.elapse();
}

namespace {

constexpr const char *repair_text = "[Service]\nPrivateNetwork=no\n";

ChangeRequest request_with_socket()
{
	return {.unit = service,
		.verb = "tighten",
		.companion = socket_unit,
		.companion_text = "[Socket]\nPrivateTmp=yes\n"};
}

ChangeRequest with_timer(ChangeRequest request)
{
	request.confirm = std::chrono::seconds{60};
	return request;
}

void try_it(UnitTransaction &change)
{
	change.apply("[Service]\nPrivateNetwork=no\nPrivateTmp=yes\n");
	change.restart();
	change.apply(repair_text);
	change.restart();
}

void take_back_of(ScriptedManager &manager, const ChangeRequest &request)
{
	UnitTransaction change{manager, request};
	try_it(change);
	throw_first(change.roll_back().problems);
}

void keep_of(ScriptedManager &manager, const ChangeRequest &request, bool at_runtime = false)
{
	UnitTransaction change{manager, request};
	try_it(change);
	change.keep(repair_text, at_runtime);
}

void roll_back(ScriptedManager &manager)
{
	take_back_of(manager, plain_request());
}
void take_back_both(ScriptedManager &manager)
{
	take_back_of(manager, request_with_socket());
}
void take_back_armed(ScriptedManager &manager)
{
	take_back_of(manager, with_timer(request_with_socket()));
}
void keep(ScriptedManager &manager)
{
	keep_of(manager, plain_request());
}
void keep_both(ScriptedManager &manager)
{
	keep_of(manager, request_with_socket());
}
void keep_at_runtime(ScriptedManager &manager)
{
	keep_of(manager, plain_request(), true);
}
void keep_if_confirmed(ScriptedManager &manager)
{
	keep_of(manager, with_timer(plain_request()));
}
void keep_both_if_confirmed(ScriptedManager &manager)
{
	keep_of(manager, with_timer(request_with_socket()));
}
void confirm(ScriptedManager &manager)
{
	confirm_change(manager, service);
}
void learn(ScriptedManager &manager)
{
	UnitTransaction change{manager, with_timer({.unit = service, .verb = "learn"})};
	try_it(change);
	change.leave_learning();
}
/** Apart, as a SIGKILL does: no destructor runs. */
void leave_unfinished(ScriptedManager &manager)
{
	auto *change = new UnitTransaction{manager, with_timer(request_with_socket())};
	try_it(*change);
}

// --- what was there before ----------------------------------------------------------------------

void start_units(ScriptedManager &manager)
{
	manager.restart(socket_unit);
	manager.restart(service);
}

void broken_service()
{
	write(units() + service,
		"[Service]\nExecStart=/usr/bin/true\nPrivateNetwork=yes\nPrivateDevices=yes\n");
	write(units() + socket_unit, "[Socket]\nListenStream=/run/demo\n");
	fs::create_directories(root() + "/run/systemd/user");
	run(start_units);
}

void working_service()
{
	write(units() + "demo.service.d/10-admin.conf", "[Service]\nPrivateNetwork=no\n");
	broken_service();
}

void empty_directories()
{
	fs::create_directories(units() + "demo.service.d");
	fs::create_directories(root() + "/run/systemd/user/demo.service.d");
	broken_service();
}

void kept_before()
{
	broken_service();
	run([](ScriptedManager &manager) {
		UnitTransaction change{manager, plain_request()};
		change.apply("[Service]\nPrivateDevices=no\n");
		change.restart();
		change.keep("[Service]\nPrivateDevices=no\n", false);
	});
	chmod((units() + "demo.service.d/zz-hardenctl.conf").c_str(), 0640);
}

constexpr Scenario scenarios[]{
	{"take back", broken_service, nullptr, roll_back},
	{"take back, empty directories", empty_directories, nullptr, roll_back},
	{"take back, with a companion", working_service, nullptr, take_back_both},
	{"take back, with a timer", working_service, nullptr, take_back_armed},
	{"keep", broken_service, nullptr, keep},
	{"keep, empty directories", empty_directories, nullptr, keep},
	{"keep, behind what was kept before", kept_before, nullptr, keep},
	{"keep, with a companion", working_service, nullptr, keep_both},
	{"keep at run time", broken_service, nullptr, keep_at_runtime},
	{"keep if confirmed", broken_service, nullptr, keep_if_confirmed},
	{"keep if confirmed, with a companion", working_service, nullptr, keep_both_if_confirmed},
	{"confirm", broken_service, keep_if_confirmed, confirm},
	{"confirm, empty directories", empty_directories, keep_if_confirmed, confirm},
	{"confirm, behind what was kept before", kept_before, keep_if_confirmed, confirm},
	{"confirm, with a companion", working_service, keep_both_if_confirmed, confirm},
	{"revert", broken_service, keep, revert_all},
	{"revert, empty directories", empty_directories, keep, revert_all},
	{"revert, with a companion", working_service, keep_both, revert_all},
	{"revert what waits", broken_service, keep_if_confirmed, revert_all},
	{"revert what waits behind what was kept", kept_before, keep_if_confirmed, revert_all},
	{"revert what was left", working_service, leave_unfinished, revert_all},
	{"learn", broken_service, nullptr, learn},
	{"take back what was left", working_service, leave_unfinished, next_change},
};

} // namespace

std::vector<std::string> kept_places()
{
	const std::string directory = units() + service + ".d";
	return {directory, directory + "/zz-hardenctl.conf"};
}

std::span<const Scenario> all_scenarios()
{
	return scenarios;
}

} // namespace hardenctl::test
