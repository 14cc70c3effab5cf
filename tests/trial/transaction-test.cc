// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "scripted-manager.hh"
#include "steps.hh"

#include "base/error.hh"
#include "trial/confirm.hh"
#include "trial/live-change.hh"
#include "trial/revert.hh"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/**
 * Kills, and lets fail, each step of each operation on a unit, and looks at files, record, timers
 * and the manager's memory once something else has put that right: `revert`, the next change, or
 * the timers.
 */
using namespace hardenctl;
using test::Check;
using test::Mishap;
using test::ScriptedManager;
using test::ScriptedUnit;

namespace fs = std::filesystem;

namespace {

constexpr const char *service = "demo.service";
constexpr const char *socket_unit = "demo.socket";
constexpr const char *repair_text = "[Service]\nPrivateNetwork=no\n";
constexpr int failed_status = 3;

// --- the places ---------------------------------------------------------------------------------

const std::string &top()
{
	static const std::string path = [] {
		// thousands of small trees are made: in memory, where that can be
		const bool is_in_memory = access("/dev/shm", W_OK) == 0;
		auto name = (is_in_memory ? fs::path{"/dev/shm"} : fs::temp_directory_path()) /
			    "transaction-XXXXXX";
		std::string path = name.string();
		return std::string{mkdtemp(path.data())};
	}();
	return path;
}

std::string root()
{
	return top() + "/root";
}
std::string units()
{
	return root() + "/config/systemd/user/";
}
std::string memory()
{
	return root() + "/memory";
}
void write(const std::string &path, const std::string &text)
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

// --- what is compared ---------------------------------------------------------------------------

struct UnitView {
	std::vector<std::pair<std::string, std::string>> drop_ins;
	std::map<std::string, std::string> settings;
	std::string active_state;
	std::map<std::string, std::string> running;
	bool operator==(const UnitView &) const = default;
};

struct View {
	/** Path to permissions and contents; directories, too. */
	std::map<std::string, std::string> files;
	std::map<std::string, UnitView> units;
	/** Not compared: */
	std::string record;
	std::size_t timers = 0;
	std::string leftovers;
	std::string outdated;

	bool is_same(const View &other) const
	{
		return files == other.files && units == other.units;
	}
	bool is_over() const
	{
		return record.empty() && timers == 0 && leftovers.empty() && outdated.empty();
	}
};

void add_files(View &view)
{
	for (const auto &entry : fs::recursive_directory_iterator{root()}) {
		const std::string path = entry.path().string().substr(root().size() + 1);
		if (path == "memory" || path == "run/hardenctl" || path.ends_with(".lock"))
			continue;
		if (path == "run/hardenctl/demo.service.change")
			view.record = contents(entry.path());
		else if (path.starts_with("run/hardenctl/"))
			view.leftovers += path + " ";
		else
			view.files[path] = fmt::format("{:o} {}",
				static_cast<unsigned>(entry.status().permissions()),
				entry.is_directory() ? "" : contents(entry.path()));
	}
}

View look()
{
	View view;
	add_files(view);
	ScriptedManager manager{memory()};
	for (const char *name : {service, socket_unit}) {
		const ScriptedUnit &unit = manager.unit(name);
		view.units[name] = {unit.drop_ins, unit.settings, unit.active_state, unit.running};
		if (!manager.is_up_to_date(name))
			view.outdated += std::string{name} + " ";
	}
	view.timers = manager.timers();
	return view;
}

std::string in_words(const View &view)
{
	std::string text;
	for (const auto &[path, what] : view.files)
		if (path.find(".d") != path.npos)
			text += fmt::format("  {}\n", path);
	for (const auto &[name, unit] : view.units) {
		text += fmt::format("  {} {}, loaded", name, unit.active_state);
		for (const auto &[path, what] : unit.drop_ins)
			text += " " + path.substr(root().size());
		text += fmt::format(", runs with {} settings\n", unit.running.size());
	}
	return text + fmt::format("  record '{}', timers {}, leftovers '{}', outdated '{}'\n",
			      view.record, view.timers, view.leftovers, view.outdated);
}

// --- operations ---------------------------------------------------------------------------------

using Operation = void (*)(ScriptedManager &);

/** @return how it ended: 0, failed_status with the message in top()/error, killed_status */
int run(Operation operation, Mishap mishap = Mishap::None, std::size_t at = 0)
{
	const pid_t pid = fork();
	if (pid == 0) {
		try {
			ScriptedManager manager{memory()};
			test::begin_steps(mishap, at);
			operation(manager);
			test::end_steps();
			write(top() + "/steps", std::to_string(test::steps_so_far()));
			_exit(0);
		} catch (const std::exception &error) {
			test::end_steps();
			write(top() + "/error", error.what());
			_exit(failed_status);
		}
	}
	int status = 0;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string last_error()
{
	return contents(top() + "/error");
}

void throw_first(const Diagnostics &problems)
{
	if (!problems.empty())
		throw Error{problems.front().message};
}

ChangeRequest plain_request()
{
	return {.unit = service, .verb = "loosen"};
}

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

void try_it(LiveChange &change)
{
	change.apply("[Service]\nPrivateNetwork=no\nPrivateTmp=yes\n");
	change.restart();
	change.apply(repair_text);
	change.restart();
}

void take_back_of(ScriptedManager &manager, const ChangeRequest &request)
{
	LiveChange change{manager, request};
	try_it(change);
	throw_first(change.take_back().problems);
}

void keep_of(ScriptedManager &manager, const ChangeRequest &request, bool at_runtime = false)
{
	LiveChange change{manager, request};
	try_it(change);
	change.keep(repair_text, at_runtime);
}

void take_back(ScriptedManager &manager)
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
void revert_all(ScriptedManager &manager)
{
	throw_first(revert(manager, service, false).diagnostics);
}
void learn(ScriptedManager &manager)
{
	LiveChange change{manager, with_timer({.unit = service, .verb = "learn"})};
	try_it(change);
	change.leave_learning();
}
/** Takes back what was left, and changes nothing. */
void next_change(ScriptedManager &manager)
{
	const LiveChange change{manager, plain_request()};
}
void elapse(ScriptedManager &manager)
{
	manager.elapse();
}
/** As a SIGKILL does: no destructor runs. */
void leave_unfinished(ScriptedManager &manager)
{
	auto *change = new LiveChange{manager, with_timer(request_with_socket())};
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
		LiveChange change{manager, plain_request()};
		change.apply("[Service]\nPrivateDevices=no\n");
		change.restart();
		change.keep("[Service]\nPrivateDevices=no\n", false);
	});
	chmod((units() + "demo.service.d/zz-hardenctl.conf").c_str(), 0640);
}

struct Scenario {
	const char *name;
	void (*prepare)();
	/** What the operation goes on from, or nullptr. */
	Operation before;
	Operation operation;
};

constexpr Scenario scenarios[]{
	{"take back", broken_service, nullptr, take_back},
	{"take back, empty directories", empty_directories, nullptr, take_back},
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

// --- each step of each of them ------------------------------------------------------------------

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
		const int status = run(revert_all);
		View view = look();
		expect(status == 0, when + "revert works (" + last_error() + ")", view);
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
		const int status = run(next_change);
		const View view = look();
		if (status == failed_status) {
			expect(!left.record.empty() && !is_unfinished(left),
				when + "the next change works (" + last_error() + ")", view);
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
		const int status = run(scenario_.operation, Mishap::Kill, at);
		check_.equal(status, test::killed_status);
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
		const int status = run(scenario_.operation, mishap, at);
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
			expect(view.is_over(), when + "nothing is open (" + last_error() + ")",
				view);
			// a revert that is done may not see what the unit does then
			const bool is_reverted =
				scenario_.operation == revert_all && view.is_same(after_);
			expect(view.is_same(first_) || is_reverted ||
					(before_.record.empty() && view.is_same(before_)),
				when + "all is as before (" + last_error() + ")", view);
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
			check.equal(run(scenario.before), 0);
		before_ = look();
		copy(root(), saved("before"));
		if (run(scenario.operation) != 0)
			check.is_true(false, scenario.name + (": " + last_error()));
		steps_ = std::stoul(contents(top() + "/steps"));
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

/** Tables that are made once are made here, not in each process. */
void warm_up()
{
	fs::create_directories(root());
	broken_service();
	ScriptedManager manager{memory()};
	keep(manager);
	revert_all(manager);
}

void each_step_may_be_the_last(Check &check)
{
	std::size_t steps = 0;
	for (const Scenario &scenario : scenarios) {
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
		steps, std::size(scenarios));
}

void each_step_may_fail(Check &check)
{
	for (const Scenario &scenario : scenarios) {
		Check own;
		Run run{own, scenario};
		run.disturb_all();
		check.is_true(own.failures().empty(), own.failures());
	}
}

} // namespace

int main()
{
	setenv("XDG_CONFIG_HOME", (root() + "/config").c_str(), 1);
	setenv("XDG_RUNTIME_DIR", (root() + "/run").c_str(), 1);
	warm_up();
	static constexpr test::Case cases[]{
		{"each step may be the last", each_step_may_be_the_last},
		{"each step may fail", each_step_may_fail},
	};
	const int status = test::run("transaction", cases);
	fs::remove_all(top());
	return status;
}
