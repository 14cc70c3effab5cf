// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "program.hh"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

using namespace hardenctl::test;

/** Below a root whose os-release names the systemd, so that the test's machine does not matter. */
static Outcome explain(std::vector<std::string> arguments)
{
	arguments.insert(arguments.begin(), {"explain", "--root=" + data_path("debian-13")});
	return run_program(arguments);
}

static void test_names(Check &check)
{
	struct Row {
		const char *name;
		const char *answer;
	};
	static constexpr Row rows[]{
		{"ProtectClock", "ProtectClock=\n  Stops the service from setting the clock.\n"},
		{"protectclock=", "since        systemd 245; the 257 here has it\n"},
		{"PRIVATEBPF", "the 257 here does not know it"},
		{"InaccessibleDirectories",
			"InaccessiblePaths= (old name: InaccessibleDirectories=)"},
		{"@network-io", "(group of 22 system calls, as systemd 257 has it)"},
		{"@SYSTEM-service", "groups in it @aio"},
		{"chown", "CAP_CHOWN"},
		{"socket(2)", "RestrictAddressFamilies=: EAFNOSUPPORT"},
		{"CAP_NET_ADMIN", "(capability)"},
		{"net_admin", "CAP_NET_ADMIN (capability)"},
		{"AF_NETLINK", "(address family)"},
		{"226", "226/NAMESPACE (exit status"},
		{"NAMESPACE", "226/NAMESPACE (exit status"},
		{"226/namespace", "226/NAMESPACE (exit status"},
		{"EROFS", "ProtectSystem=\n"},
		{"SIGSYS", "SystemCallFilter=\n"},
	};
	for (const Row &row : rows) {
		const Outcome outcome = explain({row.name});
		check.equal(outcome.status, 0);
		check.contains(outcome.out, row.answer);
		check.equal(outcome.err, "");
	}
}

static void test_misspelt(Check &check)
{
	const Outcome outcome = explain({"ProtectClok"});
	check.equal(outcome.status, 1);
	check.equal(outcome.out, "");
	check.equal(outcome.err, "Unknown name 'ProtectClok': did you mean ProtectClock=?\n");
	check.equal(explain({"frobnicate\x1b"}).err,
		"Unknown name 'frobnicate\\x1b': `hardenctl explain` lists the "
		"directives.\n");
}

static void test_others_are_answered(Check &check)
{
	const Outcome outcome = explain({"EROFZ", "ProtectHome", "PrivateTpm", "@clock"});
	check.equal(outcome.status, 1);
	check.contains(outcome.out, "ProtectHome=\n");
	check.contains(outcome.out, "\n\n@clock (group of");
	check.contains(outcome.err, "did you mean EROFS?\n");
	check.contains(outcome.err, "did you mean PrivateTmp=?\n");
	check.equal(std::ranges::count(outcome.err, '\n'), 2);
}

static void test_line(Check &check)
{
	const Outcome program = explain({"Nov 23 18:00:00 host nginx[12]: nginx: [emerg] open() "
					 "\"/run/nginx.pid\" failed (30: Read-only file system)"});
	check.equal(program.status, 0);
	check.contains(program.out, "creating /run/nginx.pid: EROFS (Read-only file system)");
	check.contains(program.out, "ProtectSystem=");
	check.contains(program.out, "`hardenctl diagnose --log=- UNIT` reads");
	check.contains(explain({"open() \"/run/x\" failed (30: Read-only file system)"}).out,
		"A line of a log");
	const Outcome manager =
		explain({"nginx.service: Main process exited, code=killed, status=31/SYS"});
	check.contains(manager.out, "a process ended: code=killed, status=31/SYS\n");
	check.contains(manager.out, "\nSIGSYS (signal 31: Bad system call)\n");
	check.equal(explain({"nothing to see here"}).status, 1);
	check.lacks(explain({"\x1b[31mnginx: open() failed: Permission denied"}).out, "\x1b");
}

static void test_unit(Check &check)
{
	const Outcome outcome = explain({"ProtectSystem", "ProtectHome", "--unit=guarded"});
	check.equal(outcome.status, 0);
	check.contains(outcome.out, "  in the unit  guarded.service: ProtectSystem=strict\n"
				    "                 implied by DynamicUser=,\n"
				    "                   /etc/systemd/system/guarded.service:6\n");
	const Outcome missing = explain({"ProtectSystem", "--unit=nowhere"});
	check.equal(missing.status, 1);
	check.contains(missing.err, "nowhere.service");
	check.contains(missing.out, "ProtectSystem=\n");
}

static void test_all(Check &check)
{
	const Outcome outcome = explain({});
	check.equal(outcome.status, 0);
	check.contains(
		outcome.out, "PrivateTmp=                           Gives the service a /tmp");
	check.contains(outcome.out, "directives listed.");
	check.is_true(std::ranges::count(outcome.out, '\n') > 150, "one line each");
	check.lacks(explain({"-q"}).out, "directives listed");
}

static void test_json(Check &check)
{
	const auto document =
		nlohmann::json::parse(explain({"EROFS", "@clock", "--json=short"}).out);
	check.equal(document["systemd"].get<int>(), 257);
	check.is_true(document["kernel"].is_null(), "whose kernel runs below --root is not known");
	check.equal(document["topics"][0]["kind"].get<std::string>(), "errno");
	check.equal(document["topics"][1]["kind"].get<std::string>(), "group");
	const Outcome wrong = explain({"EROFZ", "--json=pretty"});
	check.equal(wrong.status, 1);
	check.equal(nlohmann::json::parse(wrong.out)["diagnostics"].size(), std::size_t{1});
	check.is_true(nlohmann::json::parse(explain({"--json=short"}).out)["topics"].size() > 150,
		"the whole catalogue");
}

static void test_options_of_other_verbs(Check &check)
{
	for (const char *option : {"--since=now", "--log=x", "--user", "-m"}) {
		const Outcome outcome = explain({"PrivateTmp", option});
		check.equal(outcome.status, 1);
		check.contains(outcome.err, "`hardenctl explain` does not take --");
	}
}

static constexpr std::array cases{
	Case{"names of all kinds", test_names},
	Case{"a misspelt name", test_misspelt},
	Case{"the others are answered", test_others_are_answered},
	Case{"a line of a log", test_line},
	Case{"a unit", test_unit},
	Case{"all directives", test_all},
	Case{"json", test_json},
	Case{"options of other verbs", test_options_of_other_verbs},
};

int main(int argc, char *argv[])
{
	if (argc < 2)
		return 1;
	set_program(argv[1]);
	return run("explain", cases);
}
