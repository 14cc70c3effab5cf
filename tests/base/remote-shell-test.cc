// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/remote-shell.hh"

#include "base/interruption.hh"
#include "harness.hh"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace hardenctl;
using test::Check;

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/** A program named ssh in $PATH that does this instead of connecting. */
class Ssh {
	std::string directory_;

public:
	explicit Ssh(std::string_view script)
	{
		auto name = (fs::temp_directory_path() / "remote-shell-XXXXXX").string();
		directory_ = mkdtemp(name.data());
		std::ofstream{directory_ + "/ssh"} << "#!/bin/sh\n" << script << '\n';
		fs::permissions(directory_ + "/ssh", fs::perms::owner_all);
		setenv("PATH", (directory_ + ":/usr/bin:/bin").c_str(), 1);
	}
	Ssh(const Ssh &) = delete;
	~Ssh() { fs::remove_all(directory_); }
};

constexpr std::string_view shell =
	"while [ \"$1\" != -- ]; do shift; done; shift 2; exec /bin/sh -c \"$1\"";

} // namespace

static void silent_hosts_are_given_up(Check &check)
{
	const auto start = Clock::now();
	{
		const Ssh ssh{"exec sleep 100"};
		check.throws([] { RemoteShell{"web", 300ms}; }, "No answer from web for");
	}
	const Ssh ssh{shell};
	RemoteShell web{"web", 300ms};
	check.equal(web.run("echo ok").output, "ok\n");
	check.throws([&] { web.run("echo begun; sleep 100"); }, "`ssh web true` must work");
	check.throws([&] { web.run("echo more"); }, "No connection to web");
	check.is_true(Clock::now() - start < 20s, "within seconds");
}

static void slow_answers_are_waited_for(Check &check)
{
	const Ssh ssh{shell};
	RemoteShell web{"web", 2s};
	check.equal(web.run("for i in 1 2 3 4 5 6; do echo $i; sleep 0.5; done").output,
		"1\n2\n3\n4\n5\n6\n");
}

/** Neither SIGTERM nor the end of its connection ends it. */
static void stubborn_programs_are_killed(Check &check)
{
	const auto start = Clock::now();
	const Ssh ssh{"trap '' TERM HUP; while :; do sleep 1; done"};
	check.throws([] { RemoteShell{"web", 300ms}; }, "No answer from web");
	check.is_true(Clock::now() - start < 20s, "within seconds");
}

static void held_signals_interrupt(Check &check)
{
	const auto start = Clock::now();
	const Ssh ssh{"kill -INT $PPID; exec sleep 100"};
	{
		const Interruption interruption;
		check.throws([] { RemoteShell{"web"}; }, "Interrupted by SIGINT");
	}
	check.is_true(Clock::now() - start < 20s, "at once");
}

int main()
{
	static constexpr test::Case cases[] = {
		{"silent hosts are given up", silent_hosts_are_given_up},
		{"slow answers are waited for", slow_answers_are_waited_for},
		{"stubborn programs are killed", stubborn_programs_are_killed},
		{"held signals interrupt", held_signals_interrupt},
	};
	// what waits for ever fails at once
	alarm(100);
	return test::run("remote-shell", cases);
}
