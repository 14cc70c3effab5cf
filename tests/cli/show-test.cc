// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "program.hh"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

using namespace hardenctl::test;

static std::string units()
{
	return data_path("debian-13");
}

static Outcome show(std::vector<std::string> arguments)
{
	arguments.insert(arguments.begin(), {"show", "--root=" + units()});
	return run_program(arguments);
}

static void test_unit(Check &check)
{
	const Outcome outcome = show({"guarded"});
	check.equal(outcome.status, 0);
	check.contains(outcome.out, "guarded.service - A guarded service\n");
	check.contains(outcome.out, "~@privileged     yes                      "
				    "/etc/systemd/system/guarded.service.d/50-more.conf:2\n");
	check.contains(outcome.out, "implied by DynamicUser=, "
				    "/etc/systemd/system/guarded.service:6\n");
	check.contains(outcome.out, "no, since 258");
	check.contains(outcome.err, "PrivateBPF= is known since systemd 258, this is 257");
	check.is_true(
		outcome.out.ends_with("Overall exposure level for guarded.service: 6.7 MEDIUM\n"),
		outcome.out);
}

/** There is no journal below that root, and none is needed. */
static void test_ways_to_name_it(Check &check)
{
	const std::string last = "Overall exposure level for bare.service: 9.4 UNSAFE\n";
	for (const char *name : {"bare", "bare.service", "bar*"})
		check.contains(show({name, "-q"}).out, last);
	const Outcome path =
		run_program({"show", "--json=short", units() + "/etc/systemd/system/bare.service"});
	check.equal(path.status, 0);
	const auto document = nlohmann::json::parse(path.out);
	check.equal(document["units"][0]["unit"].get<std::string>(), "bare.service");
	check.equal(document["units"][0]["settings"].size(), std::size_t{0});
}

static void test_all(Check &check)
{
	const std::string out = show({"bare", "--all"}).out;
	check.contains(out, "\nPrivateTmp=");
	check.is_true(std::ranges::count(out, '\n') > 80, "all restrictions");
	check.equal(show({"bare", "-a"}).out, out);
	check.lacks(show({"bare"}).out, "PrivateTmp=");
}

static void test_errors(Check &check)
{
	const Outcome misspelt = show({"gaurded", "bare"});
	check.equal(misspelt.status, 1);
	check.equal(misspelt.err, "Unit gaurded.service not found: it has no file; did you mean "
				  "guarded.service?\n");
	check.contains(misspelt.out, "bare.service - Nothing is set");
	check.equal(show({"hidden"}).err, "hidden.service is masked: it has no settings.\n");
	check.equal(show({"twice"}).err,
		"systemd refuses to load twice.service: Service has more than one ExecStart= "
		"setting, which is only allowed for Type=oneshot services. Refusing.\n");
	check.contains(show({"nothing*"}).err, "No unit matches 'nothing*'");
	check.contains(show({}).err, "show needs a unit");
	check.contains(show({"./nothing.service"}).err, "nothing.service: No such file");
	check.contains(show({"bare", "--since=now"}).err, "does not take --since");
	check.contains(run_program({"explain", "-a"}).err, "does not take --all");
}

static void test_user(Check &check)
{
	const Outcome outcome = run_program(
		{"show", "--user", units() + "/etc/systemd/system/guarded.service", "-q"});
	check.equal(outcome.status, 0);
	check.contains(outcome.out, "depends");
}

static constexpr std::array cases{
	Case{"a unit", test_unit},
	Case{"ways to name it", test_ways_to_name_it},
	Case{"all", test_all},
	Case{"errors", test_errors},
	Case{"of a user manager", test_user},
};

int main(int argc, char *argv[])
{
	if (argc < 2)
		return 1;
	set_program(argv[1]);
	return run("show", cases);
}
