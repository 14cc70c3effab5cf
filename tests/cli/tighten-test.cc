// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "program.hh"

#include <array>

using namespace hardenctl::test;

static Outcome tighten(std::vector<std::string> arguments)
{
	arguments.insert(arguments.begin(),
		{"tighten", "--root=" + data_path("tightened"), "--level=strict"});
	return run_program(arguments);
}

static void test_what_a_person_decided_stays(Check &check)
{
	const Outcome outcome = tighten({"--refresh", "lab"});
	check.equal(outcome.status, 0);
	check.contains(outcome.out, "was written for systemd 252; this is 257");
	check.contains(outcome.out, "changed by hand: ProtectHome=read-only");
	check.contains(outcome.out, "removed by hand: PrivateTmp=");
	check.contains(outcome.out, "found it not to work: RestrictRealtime=yes");
	for (const char *line :
		{"\n#ProtectHome=", "\n#PrivateTmp=", "\n#RestrictRealtime=", "\n#ProtectClock="})
		check.lacks(outcome.out, line);
	check.contains(outcome.out, "\n#ProtectKernelModules=yes\n");
}

static void test_without_refresh_all_is_proposed(Check &check)
{
	const Outcome outcome = tighten({"lab"});
	check.lacks(outcome.out, "by hand");
	check.contains(outcome.out, "\n#PrivateTmp=yes\n");
}

static void test_there_must_be_a_drop_in(Check &check)
{
	const Outcome outcome = tighten({"--refresh", "other"});
	check.equal(outcome.status, 1);
	check.contains(outcome.err, "other.service has no drop-in of hardenctl's");
}

static void test_a_socket_stands_for_its_service(Check &check)
{
	const Outcome outcome = tighten({"lab.socket", "each.socket"});
	check.equal(outcome.status, 0);
	check.contains(outcome.out, "lab.socket starts other.service, whose lines these are");
	check.contains(outcome.out, "# other.service: 0 processes looked at");
	check.contains(outcome.out, "each.socket starts each@.service");
	check.contains(outcome.out, "each@.service is a template");
	check.contains(tighten({"alone.socket"}).err,
		"alone.socket starts alone@.service, which has no file.\n");
}

static void test_a_template_is_for_all_instances(Check &check)
{
	check.contains(tighten({"each@.service"}).out,
		"in each@.service.d/ these lines are for all its instances");
	check.lacks(tighten({"each@one"}).out, "template");
}

static void test_a_container_is_refused(Check &check)
{
	for (const char *name : {"box", "box.container"}) {
		const Outcome outcome = tighten({name});
		check.equal(outcome.status, 1);
		check.contains(outcome.err, "box.service is made from "
					    "/etc/containers/systemd/box.container: ");
		check.lacks(outcome.out, "Service");
	}
}

static constexpr std::array cases{
	Case{"what a person decided stays", test_what_a_person_decided_stays},
	Case{"without --refresh all is proposed", test_without_refresh_all_is_proposed},
	Case{"there must be a drop-in", test_there_must_be_a_drop_in},
	Case{"a socket stands for its service", test_a_socket_stands_for_its_service},
	Case{"a template is for all instances", test_a_template_is_for_all_instances},
	Case{"a container is refused", test_a_container_is_refused},
};

int main(int argc, char *argv[])
{
	if (argc < 2)
		return 1;
	set_program(argv[1]);
	return run("tighten", cases);
}
