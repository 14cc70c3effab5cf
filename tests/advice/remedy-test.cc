// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/diagnose.hh"

#include "../unit/tree.hh"
#include "harness.hh"
#include "layered-unit.hh"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace hardenctl;
using test::Check;

namespace {

constexpr uid_t app = 4711;

/** The owner is whoever runs the test; "app" is nobody's. */
class System {
	test::Tree tree_;

public:
	System()
	{
		chmod(tree_.root().c_str(), 0755);
		tree_.write("/etc/passwd",
			"root:x:0:0::/root:/bin/sh\n"
			"app:x:4711:4712::/srv:/bin/false\nnginx:x:7:7::/:/bin/false\n");
		tree_.write("/etc/group", "root:x:0:\napp:x:4712:\nnginx:x:7:\n");
		tree_.write("/var/log/y/access.log", "");
		tree_.write("/etc/y/y.conf", "");
		tree_.write("/var/lib/way/there", "");
		tree_.write("/home/app/z", "");
		set_mode("/var/log/y/access.log", 0640);
		set_mode("/etc/y/y.conf", 0600);
		set_mode("/var/lib/way", 0700);
		set_mode("/home/app/z", 0600);
		tree_.write("/var/lib/it's/x", "");
		set_mode("/var/lib/it's/x", 0600);
		mkdir((tree_.root() + "/run").c_str(), 0755);
	}

	void set_mode(const char *path, mode_t mode) const
	{
		chmod((tree_.root() + path).c_str(), mode);
	}

	std::vector<Remedy> remedies(const std::string &drop_in, Denial denial) const
	{
		Incident incident{.unit = "x.service", .outcome = Outcome::Failed};
		incident.denials = {std::move(denial)};
		return diagnose(std::move(incident), test::layered_unit("", drop_in),
			{.systemd_version = 257, .file_tree = tree_.root()})
			.remedies;
	}
};

Denial on_file(const char *path, Access access, int error_number)
{
	return {.operation = {.kind = OperationKind::Path,
			.path = path,
			.access = access,
			.uid = app},
		.answer = {.error_number = error_number}};
}

struct Row {
	const char *path;
	Access access;
	int error_number;
	const char *text;
	/** "" if none is to be offered. */
	const char *command;
};

void test_files(Check &check)
{
	if (geteuid() != 0)
		return check.skip("files of another owner: only as root");
	const System system;
	for (const Row &row : {
		     Row{"/var/log/y/access.log", Access::Write, EACCES,
			     "/var/log/y/access.log belongs to root:root with mode 0640: app may "
			     "not "
			     "write to it.",
			     "chown app: /var/log/y/access.log"},
		     Row{"/etc/y/y.conf", Access::Read, EACCES,
			     "/etc/y/y.conf belongs to root:root with mode 0600: app may not read "
			     "it.",
			     "chgrp app /etc/y/y.conf && chmod g+r /etc/y/y.conf"},
		     Row{"/var/lib/way/there", Access::Read, EACCES,
			     "/var/lib/way belongs to root:root with mode 0700: app may not pass "
			     "it.",
			     "chown app: /var/lib/way"},
		     Row{"/home/app/z", Access::Read, EACCES,
			     "/home/app/z belongs to root:root with mode 0600: app may not read "
			     "it.",
			     ""},
		     Row{"/var/lib/it's/x", Access::Write, EACCES, "/var/lib/it's/x belongs to",
			     R"(chown app: '/var/lib/it'\''s/x')"},
		     Row{"/run/y/y.pid", Access::Create, ENOENT,
			     "/run/y is not there. The next boot empties /run: a line of "
			     "tmpfiles.d(5)",
			     "install -d -o app -g app /run/y"},
		     Row{"/etc/y/none", Access::Read, ENOENT,
			     "/etc/y/none is not there: make it, or correct its name.", ""},
	     }) {
		const auto remedies = system.remedies(
			"ProtectHome=no", on_file(row.path, row.access, row.error_number));
		if (!check.equal(remedies.size(), std::size_t{1}))
			continue;
		check.contains(remedies[0].text, std::string{row.text});
		check.equal(remedies[0].command, row.command);
	}
}

/** A drop-in's User= that a file's owner does not fit: one chown is the repair. */
void test_new_user(Check &check)
{
	if (geteuid() != 0)
		return check.skip("files of another owner: only as root");
	const System system;
	const auto remedies = system.remedies(
		"User=app", on_file("/var/log/y/access.log", Access::Write, EACCES));
	if (check.equal(remedies.size(), std::size_t{1}))
		check.equal(remedies[0].command, "chown app: /var/log/y/access.log");
}

/** What a directive denies is not repaired by a chown. */
void test_nothing_where_the_sandbox_did_it(Check &check)
{
	const System system;
	const auto remedies = system.remedies(
		"ReadOnlyPaths=/var/log", on_file("/var/log/y/access.log", Access::Write, EROFS));
	check.is_true(remedies.empty(), "no remedy");
}

void test_names(Check &check)
{
	const System system;
	const auto by_name = [&](const char *drop_in, int status) {
		return system.remedies(drop_in,
			{.operation = {.kind = OperationKind::SetupStep, .exit_status = status},
				.source = Source::Manager});
	};
	const auto near = by_name("User=ngnix", 217);
	if (check.equal(near.size(), std::size_t{1})) {
		check.equal(near[0].text, "There is no user \"ngnix\": did you mean nginx?");
		check.equal(near[0].command, "");
	}
	const auto far = by_name("Group=monitoring", 216);
	if (check.equal(far.size(), std::size_t{1})) {
		check.equal(far[0].text, "There is no group \"monitoring\" here.");
		check.equal(far[0].command, "groupadd --system monitoring");
	}
}

/** The holder is this very process. */
void test_port(Check &check)
{
	const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	sockaddr_in address{.sin_family = AF_INET};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	socklen_t size = sizeof(address);
	auto *any = reinterpret_cast<sockaddr *>(&address);
	if (bind(server, any, size) < 0 || listen(server, 1) < 0 ||
		getsockname(server, any, &size) < 0)
		return check.skip("no socket can be made");
	const std::uint16_t port = ntohs(address.sin_port);
	Denial in_use{.operation = {.kind = OperationKind::Bind, .port = port},
		.answer = {.error_number = EADDRINUSE},
		.other_cause = true,
		.other_cause_reason = "port in use"};
	const auto remedies_in = [&](const char *tree) {
		Incident incident{.unit = "x.service", .outcome = Outcome::Failed};
		incident.denials = {in_use};
		return diagnose(std::move(incident), test::layered_unit("", ""),
			{.systemd_version = 257, .file_tree = tree})
			.remedies;
	};
	const auto held = remedies_in("");
	if (check.equal(held.size(), std::size_t{1})) {
		check.contains(held[0].text, "Port " + std::to_string(port) + " is held by ");
		check.contains(held[0].text, "(PID " + std::to_string(getpid()) + ")");
	}
	check.is_true(remedies_in("/nonexistent").empty(), "of another system nothing is known");
	close(server);
	const auto gone = remedies_in("");
	if (check.equal(gone.size(), std::size_t{1}))
		check.contains(gone[0].command, "ss -Hltnp");
}

constexpr test::Case cases[]{
	{"files", test_files},
	{"a new user", test_new_user},
	{"nothing where the sandbox did it", test_nothing_where_the_sandbox_did_it},
	{"names", test_names},
	{"port", test_port},
};

} // namespace

int main()
{
	return test::run("remedy", cases);
}
