// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/write-file.hh"
#include "harness.hh"
#include "trial/change-record.hh"
#include "trial/unit-lock.hh"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace hardenctl;
using test::Check;

namespace {

constexpr const char *unit = "a.service";

/** $XDG_RUNTIME_DIR, with no state directory yet. */
class Runtime {
	std::string path_;

public:
	Runtime()
	{
		auto name = (std::filesystem::temp_directory_path() / "lock-XXXXXX").string();
		path_ = mkdtemp(name.data());
		setenv("XDG_RUNTIME_DIR", path_.c_str(), 1);
	}
	Runtime(const Runtime &) = delete;
	Runtime &operator=(const Runtime &) = delete;
	~Runtime() { std::filesystem::remove_all(path_); }

	const std::string &path() const noexcept { return path_; }
	std::string state(const std::string &name = {}) const
	{
		return path_ + "/hardenctl" + (name.empty() ? "" : "/" + name);
	}
	void make_state(mode_t mode = 0700) const
	{
		mkdir(state().c_str(), mode);
		chmod(state().c_str(), mode);
	}
};

/** Another process that has the lock until it is killed. */
class Holder {
	pid_t pid_ = -1;

public:
	explicit Holder(const std::string &name)
	{
		int ends[2]{};
		if (pipe(ends) < 0 || (pid_ = fork()) < 0)
			return;
		if (pid_ == 0) {
			const UnitLock lock{name, true};
			const bool told = write(ends[1], "x", 1) == 1;
			for (;;)
				poll(nullptr, 0, told ? -1 : 1000);
		}
		char byte = 0;
		const bool ready = read(ends[0], &byte, 1) == 1;
		close(ends[0]);
		close(ends[1]);
		if (!ready)
			pid_ = -1;
	}
	Holder(const Holder &) = delete;
	Holder &operator=(const Holder &) = delete;
	~Holder() { end(SIGKILL); }

	pid_t pid() const noexcept { return pid_; }
	/** @return the signal that ended it */
	int end(int signal = 0)
	{
		int status = 0;
		if (pid_ <= 0)
			return 0;
		if (signal != 0)
			kill(pid_, signal);
		waitpid(pid_, &status, 0);
		pid_ = -1;
		return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	}
};

void take(const char *name = unit)
{
	const UnitLock lock{name, true};
}

void all_refuse(Check &check, std::string_view why)
{
	check.throws([] { take(); }, why);
	check.throws([] { is_unit_locked(unit, true); }, why);
	check.throws([] { signal_lock_holder(unit, true, SIGCONT); }, why);
	check.throws([] { read_change_record(unit, true); }, why);
	check.throws([] { write_change_record({.unit = unit, .drop_in = "/x"}, true); }, why);
}

void a_state_directory_of_others_is_refused(Check &check)
{
	const Runtime runtime;
	const std::string victim = runtime.path() + "/victim";
	std::filesystem::create_directory(victim);
	symlink(victim.c_str(), runtime.state().c_str());
	all_refuse(check, runtime.state() + " is not a directory: remove it.");
	check.is_true(std::filesystem::is_empty(victim), "nothing is written through the link");
	unlink(runtime.state().c_str());
	std::ofstream{runtime.state()} << "a file\n";
	check.throws([] { take(); }, runtime.state());
	unlink(runtime.state().c_str());
	for (const mode_t mode : {0777u, 0720u, 01777u}) {
		runtime.make_state(mode);
		all_refuse(check, "can be changed by others");
	}
	runtime.make_state();
	take();
	chmod(runtime.path().c_str(), 0777);
	all_refuse(check, runtime.path() + " can be changed by others");
	chmod(runtime.path().c_str(), 01777);
	take();
	if (geteuid() == 0 && chown(runtime.state().c_str(), 65534, 65534) == 0)
		all_refuse(check, "(owner UID 65534, mode 0700)");
}

void a_lock_that_is_no_file_of_ours_is_refused(Check &check)
{
	const Runtime runtime;
	runtime.make_state();
	const std::string path = runtime.state("a.service.lock");
	const std::string victim = runtime.path() + "/victim";
	std::ofstream{victim} << "precious\n";
	const std::string why = path + " is not a regular file";
	mkfifo(path.c_str(), 0600);
	check.throws([] { take(); }, why);
	check.throws([] { is_unit_locked(unit, true); }, why);
	unlink(path.c_str());
	symlink(victim.c_str(), path.c_str());
	check.throws([] { take(); }, why);
	unlink(path.c_str());
	mkdir(path.c_str(), 0700);
	check.throws([] { take(); }, why);
	rmdir(path.c_str());
	take();
	check.equal(std::filesystem::file_size(victim), 9u);
}

void a_query_takes_nothing(Check &check)
{
	const Runtime runtime;
	check.is_true(!is_unit_locked(unit, true), "no directory");
	check.is_true(!std::filesystem::exists(runtime.state()), "and none is made");
	runtime.make_state();
	std::ofstream{runtime.state("a.service.lock")} << "1\n";
	check.is_true(!is_unit_locked(unit, true), "a file that nobody holds");
	const pid_t asking = fork();
	if (asking == 0)
		for (;;)
			is_unit_locked(unit, true);
	for (unsigned i = 0; i < 500; i++)
		take();
	kill(asking, SIGKILL);
	waitpid(asking, nullptr, 0);
	const Holder holder{unit};
	check.is_true(is_unit_locked(unit, true), "held");
	check.throws([] { take(); }, "(PID " + std::to_string(holder.pid()) + ")");
}

void only_the_holder_gets_the_signal(Check &check)
{
	const Runtime runtime;
	check.throws([] { signal_lock_holder(unit, true, SIGTERM); }, "No hardenctl is changing");
	Holder holder{unit};
	const Holder bystander{"b.service"};
	for (const std::string &pid :
		{std::string{"0"}, std::string{"1"}, std::string{"-1"}, std::string{"x"},
			std::string{}, std::to_string(bystander.pid()), std::string{"4194304"}}) {
		std::ofstream{runtime.state("a.service.lock")} << pid << '\n';
		check.throws([] { signal_lock_holder(unit, true, SIGTERM); },
			"Cannot find or signal the hardenctl that is changing a.service");
	}
	std::ofstream{runtime.state("a.service.lock")} << holder.pid() << '\n';
	const pid_t pid = holder.pid();
	check.equal(signal_lock_holder(unit, true, SIGTERM), pid);
	check.equal(holder.end(), SIGTERM);
	check.throws([] { signal_lock_holder(unit, true, SIGTERM); }, "No hardenctl is changing");
}

void what_a_kill_leaves_is_cleaned(Check &check)
{
	const Runtime runtime;
	Holder killed{unit};
	Holder alive{"alive.service"};
	std::ofstream{replacement_name(record_path(unit, true))} << "half";
	killed.end(SIGKILL);
	check.is_true(std::filesystem::exists(runtime.state("a.service.lock")), "left");
	take("b.service");
	check.is_true(!std::filesystem::exists(runtime.state("a.service.lock")), "cleaned");
	check.equal(std::distance(std::filesystem::directory_iterator{runtime.state()}, {}), 1);
	check.is_true(is_unit_locked("alive.service", true), "what is held stays");
}

} // namespace

int main()
{
	static constexpr test::Case cases[]{
		{"a state directory of others is refused", a_state_directory_of_others_is_refused},
		{"a lock that is no file of ours is refused",
			a_lock_that_is_no_file_of_ours_is_refused},
		{"a query takes nothing", a_query_takes_nothing},
		{"only the holder gets the signal", only_the_holder_gets_the_signal},
		{"what a kill leaves is cleaned", what_a_kill_leaves_is_cleaned},
	};
	return test::run("trial lock", cases);
}
