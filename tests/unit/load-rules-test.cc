// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "tree.hh"
#include "unit/load-rules.hh"

using namespace hardenctl;
using namespace hardenctl::test;

struct Row {
	const char *lines;
	/** A part of why systemd refuses it; empty if it does not. */
	const char *refusal;
};

static void refuses_what_systemd_refuses(Check &check)
{
	constexpr Row rows[]{
		{"ExecStart=/bin/x\n", ""},
		{"User=x\n", "no ExecStart=, ExecStop=, or SuccessAction="},
		{"ExecStop=/bin/x\n", "RemainAfterExit=yes"},
		{"ExecStop=/bin/x\nRemainAfterExit=yes\n", ""},
		{"ExecStop=/bin/x\nRemainAfterExit=yes\nType=simple\n",
			"only allowed for Type=oneshot"},
		{"ExecStart=/bin/x\nExecStart=/bin/y\n", "more than one ExecStart="},
		{"ExecStart=/bin/x\nExecStart=/bin/y\nType=oneshot\n", ""},
		{"ExecStart=/bin/x\nExecStart=\nExecStart=/bin/y\n", ""},
		{"ExecStart=/bin/x\nType=oneshot\nRestart=always\n",
			"isn't allowed for Type=oneshot"},
		{"ExecStart=/bin/x\nType=oneshot\nRestart=on-failure\n", ""},
		{"ExecStart=/bin/x\nType=oneshot\nExitType=cgroup\n", "ExitType=cgroup"},
		{"ExecStart=/bin/x\nType=dbus\n", "no D-Bus service name"},
		{"ExecStart=/bin/x\nType=dbus\nBusName=org.x\n", ""},
		{"ExecStart=/bin/x\nType=forking\nPrivatePIDs=yes\n", "PrivatePIDs=yes"},
		{"ExecStart=/bin/x\nPAMName=login\nKillMode=process\n", "Unit has PAM enabled."},
		{"ExecStart=/bin/x\nPAMName=login\nKillMode=mixed\n", ""},
		{"ExecStart=/bin/x\nPAMName=login\n", ""},
	};
	for (const Row &row : rows) {
		const auto refusal = std::string{load_refusal(service(row.lines))};
		check.is_true(
			*row.refusal ? refusal.find(row.refusal) != refusal.npos : refusal.empty(),
			row.lines + refusal);
	}
}

static void other_units_need_no_command(Check &check)
{
	const Tree tree;
	tree.write("/etc/systemd/system/x.socket", "[Socket]\nListenStream=80\n");
	tree.write("/etc/systemd/system/y.service", "[Unit]\nSuccessAction=reboot\n");
	check.equal(load_refusal(tree.load("x.socket")), "");
	check.equal(load_refusal(tree.load("y.service")), "");
}

int main()
{
	static constexpr Case cases[] = {
		{"refuses what systemd refuses", refuses_what_systemd_refuses},
		{"other units need no command", other_units_need_no_command},
	};
	return run("load rules", cases);
}
