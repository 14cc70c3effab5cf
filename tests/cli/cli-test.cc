// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "program.hh"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

using namespace hardenctl::test;

/** Exit status 1, nothing on standard output, one line on standard error that says this. */
static void expect_error(
	Check &check, const std::vector<std::string> &arguments, std::string_view part)
{
	const Outcome outcome = run_program(arguments);
	check.equal(outcome.status, 1);
	check.equal(outcome.out, "");
	check.contains(outcome.err, part);
	check.equal(std::ranges::count(outcome.err, '\n'), 1);
}

static std::string root()
{
	return "--root=" + data_path("");
}

static std::string log()
{
	return "--log=" + data_path("web.txt");
}

static void test_help(Check &check)
{
	for (const std::vector<std::string> &arguments :
		{std::vector<std::string>{"-h"}, {"--help"}, {"--help", "--boot"}}) {
		const Outcome outcome = run_program(arguments);
		check.equal(outcome.status, 0);
		check.contains(outcome.out, "[list] [PATTERN...]");
		check.contains(outcome.out, "diagnose UNIT...");
		check.contains(outcome.out, "-b --boot[=ID]");
		check.equal(outcome.err, "");
	}
}

static void test_help_of_a_command(Check &check)
{
	for (const std::vector<std::string> &arguments :
		{std::vector<std::string>{"tighten", "--help"}, {"-h", "tighten", "nginx"}}) {
		const Outcome outcome = run_program(arguments);
		check.equal(outcome.status, 0);
		check.contains(outcome.out, "hardenctl [OPTIONS...] tighten UNIT...|-- CMD\n\n"
					    "Print directives that a unit, or one for CMD,");
		check.contains(outcome.out, "--level=LEVEL");
		check.contains(outcome.out, "--root=DIR");
		check.lacks(outcome.out, "--follow");
		check.lacks(outcome.out, "diagnose");
	}
	expect_error(check, {"--help", "diagnos"}, "did you mean `hardenctl diagnose`?");
}

static void test_version(Check &check)
{
	const Outcome outcome = run_program({"--version"});
	check.equal(outcome.status, 0);
	check.is_true(outcome.out.starts_with("hardenctl 0."), outcome.out);
}

static void test_unknown_words(Check &check)
{
	expect_error(check, {"diagnos", "web"},
		"Unknown command 'diagnos': did you mean `hardenctl diagnose`?");
	expect_error(check, {"web.service"}, "did you mean `hardenctl diagnose web.service`?");
	expect_error(check, {"frobnicate\x1b"}, "Unknown command 'frobnicate\\x1b'");
	expect_error(check, {"--sicne=now"}, "Unknown option '--sicne': did you mean --since?");
	expect_error(check, {"-x"}, "Unknown option '-x'");
	expect_error(check, {"list", "-Z"}, "Unknown option '-Z'");
}

static void test_wrong_values(Check &check)
{
	expect_error(check, {"--root"}, "--root= needs a value: DIR");
	expect_error(check, {"--merge=x"}, "--merge takes no value");
	expect_error(check, {"--json=x"}, "Invalid value for --json=: x");
	expect_error(check, {"-n", "0"}, "--lines=0");
	expect_error(check, {"--since=whenever"}, "Failed to parse timestamp 'whenever'");
	expect_error(check, {"-S", "now", "-U", "yesterday"}, "--since= is later than --until=");
	expect_error(
		check, {"--root=/nonexistent"}, "--root=/nonexistent: No such file or directory");
	expect_error(check, {log(), "-D/"}, "exclude each other");
	expect_error(check, {log(), "--boot=x"}, "--boot=x");
}

static void test_diagnose_needs_a_unit(Check &check)
{
	expect_error(check, {"diagnose"}, "`hardenctl list`");
}

static void test_logs_that_are_none(Check &check)
{
	expect_error(check, {"--log=" + data_path("")}, "irectory");
	expect_error(check, {"--log=/nonexistent"}, "/nonexistent");
	expect_error(check, {"--directory=/nonexistent"}, "/nonexistent");
	expect_error(check, {root()}, data_path(""));
	expect_error(check, {"--log=/proc/self/exe"}, "/proc/self/exe");
}

static void test_diagnose(Check &check)
{
	const Outcome outcome = run_program({"diagnose", "web", root(), log()});
	check.equal(outcome.status, 0);
	check.contains(outcome.out, "× web.service failed");
	check.contains(outcome.out, "1. SystemCallFilter=~@network-io");
	check.contains(outcome.out, "socket(2), and killed web[510]");
	check.contains(outcome.out, "/etc/systemd/system/web.service:6");
	check.contains(outcome.out, "SystemCallFilter=socket");
}

/** What a killed hardenctl left in force is said before anything is believed of the unit. */
static void test_trial_left_behind(Check &check)
{
	const Outcome outcome = run_program({"diagnose", "left", root(), log()});
	check.contains(outcome.err,
		"/run/systemd/system/left.service.d/zz-hardenctl~trial.conf is in force for a "
		"trial: unless a hardenctl is still at work, `hardenctl revert left.service` takes "
		"it back.");
}

static void test_unit_file_by_path(Check &check)
{
	const Outcome outcome = run_program(
		{"diagnose", data_path("etc/systemd/system/web.service"), log(), "--json=short"});
	check.equal(outcome.status, 0);
	const auto document = nlohmann::json::parse(outcome.out);
	check.equal(document["units"][0]["unit"].get<std::string>(), "web.service");
	check.equal(document["units"][0]["findings"][0]["directive"].get<std::string>(),
		"SystemCallFilter");
}

/** Bare lines belong to any unit asked for, so this needs a log that names its units. */
static void test_no_such_unit(Check &check)
{
	const std::string log_option = "--log=" + data_path("web.export");
	expect_error(check, {"diagnose", "wbe", root(), log_option}, "did you mean web.service?");
	expect_error(check, {"diagnose", "nothing*", root(), log_option}, "No unit matches");
	const Outcome outcome = run_program({"diagnose", "wbe", "web", root(), log_option});
	check.equal(outcome.status, 1);
	check.contains(outcome.out, "web.service");
	check.contains(outcome.err, "Unit wbe.service not found");
}

static void test_list(Check &check)
{
	const Outcome outcome = run_program({root(), log()});
	check.equal(outcome.status, 0);
	check.contains(outcome.out, "web.service");
	check.contains(outcome.out, "1 unit listed.");
	check.equal(run_program({"list", "other*", root(), log(), "-q"}).out, "");
}

static void test_alias(Check &check)
{
	const Outcome diagnosis = run_program({"diagnose", "webserver", root(), log()});
	check.equal(diagnosis.status, 0);
	check.contains(diagnosis.out, "× web.service failed");
	check.contains(diagnosis.out, "SystemCallFilter=");
	check.contains(run_program({"list", "webserver", root(), log()}).out, "web.service");
	check.contains(run_program({"loosen", "webserver", root(), log()}).out, "[Service]");
}

static void test_patterns_without_denials(Check &check)
{
	const std::string empty = "--log=" + data_path("idle.txt");
	const Outcome well = run_program({"diagnose", "we*", root(), empty});
	check.equal(well.status, 0);
	check.equal(well.out, "");
	check.contains(well.err,
		"Of what matches 'we*' no unit failed or was denied something: web.service.");
	const Outcome unknown = run_program({"list", "nosuch", "no*such", root(), log()});
	check.contains(unknown.out, "No denials of 'nosuch', 'no*such' found in ");
	check.contains(unknown.err, "Unit nosuch.service not found");
	check.contains(unknown.err, "No unit matches 'no*such'.");
	const Outcome known = run_program({"list", "we*", root(), empty});
	check.contains(known.out, "No denials of 'we*' found in ");
	check.equal(known.err, "");
}

/** Later than the lines of the log, which lack the year. */
static void test_fixed_time(Check &check)
{
	const std::vector<std::string> list{root(), log(), "--no-legend"};
	check.contains(run_program(list, {"HARDENCTL_NOW=1795456958"}).out, "  2min ago  ");
	check.contains(run_program(list, {"HARDENCTL_NOW=1795550438"}).out, "  1 day 2h ago  ");
	// the year of the lines is then the next one
	check.contains(run_program(list, {"HARDENCTL_NOW=1826992958"}).out, "  2min ago  ");
	check.lacks(run_program(list, {"HARDENCTL_NOW=soon"}).out, "  2min ago  ");

	std::vector<std::string> since = list;
	since.push_back("--since=yesterday");
	check.contains(run_program(since, {"HARDENCTL_NOW=1795543358"}).out, "web.service");
	check.lacks(run_program(since, {"HARDENCTL_NOW=1795629758"}).out, "web.service");

	for (const std::vector<std::string> &change :
		{std::vector<std::string>{"loosen", "web", "--apply"}, {"confirm", "web"},
			{"revert", "web"}, {"learn", "web"}, {"bisect", "web"},
			{"tighten", "web", "--trial"}})
		check.contains(run_program(change, {"HARDENCTL_NOW=1795456958"}).err,
			"Nothing is changed while $HARDENCTL_NOW is set");
}

static constexpr std::array cases{
	Case{"help", test_help},
	Case{"help of a command", test_help_of_a_command},
	Case{"alias", test_alias},
	Case{"patterns without denials", test_patterns_without_denials},
	Case{"version", test_version},
	Case{"unknown words", test_unknown_words},
	Case{"wrong values", test_wrong_values},
	Case{"diagnose needs a unit", test_diagnose_needs_a_unit},
	Case{"logs that are none", test_logs_that_are_none},
	Case{"diagnose", test_diagnose},
	Case{"a trial left behind", test_trial_left_behind},
	Case{"a unit file by its path", test_unit_file_by_path},
	Case{"no such unit", test_no_such_unit},
	Case{"list", test_list},
	Case{"a fixed time", test_fixed_time},
};

int main(int argc, char *argv[])
{
	if (argc < 2)
		return 1;
	set_program(argv[1]);
	return run("cli", cases);
}
