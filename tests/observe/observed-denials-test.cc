// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/observed-denials.hh"
#include "observe/observed-operation.hh"

#include "harness.hh"
#include "unit/unit-builder.hh"

#include <cerrno>
#include <csignal>
#include <linux/capability.h>
#include <set>
#include <string>
#include <sys/socket.h>

using namespace hardenctl;
using test::Check;

namespace {

Sandbox sandbox_of(const char *settings)
{
	UnitBuilder builder{{.root = "/nowhere", .systemd_version = 257}, "x.service",
		"/etc/systemd/system/x.service"};
	builder.add_file(OriginKind::Fragment, "/etc/systemd/system/x.service",
		std::string{"[Service]\nExecStart=/usr/bin/x\n"} + settings);
	return Sandbox{builder.config(), {.systemd_version = 257}};
}

ObservedEvent call(
	const char *name, int error, std::string path = {}, Access access = Access::Unknown)
{
	ObservedEvent seen{.pid = 7, .host_pid = 7, .comm = "x", .uid = 0, .call = name};
	seen.path = std::move(path);
	seen.access = access;
	seen.error = error;
	return seen;
}

ObservedEvent end(int status)
{
	return {.what = Observed::Exited, .pid = 7, .host_pid = 7, .comm = "x", .status = status};
}

ObservedDenials denials_of(std::vector<ObservedEvent> seen, const char *settings,
	std::set<std::string> used_calls = {})
{
	Recording recording{.unit = "x.service", .outcome = TraceOutcome::Failed};
	recording.used.calls = std::move(used_calls);
	std::uint64_t time = 1;
	for (ObservedEvent &one : seen)
		one.time = time++;
	recording.observations = std::move(seen);
	return observed_denials(recording, sandbox_of(settings));
}

constexpr int exit_1 = 1 << 8;

void takes_what_a_setting_explains(Check &check)
{
	const ObservedDenials seen = denials_of(
		{
			call("openat", ENOENT, "/etc/x.conf", Access::Read),
			call("openat", EROFS, "/var/lib/x", Access::Create),
			call("openat", ENOENT, "/usr/lib/a.so", Access::Read),
			end(exit_1),
		},
		"ProtectSystem=strict\n");
	if (!check.equal(seen.denials.size(), std::size_t{1}))
		return;
	check.equal(seen.denials.front().operation.path, "/var/lib/x");
	check.equal(seen.denials.front().strength, 1.0);
	/* that of a library search is no cause */
	check.equal(seen.others.size(), std::size_t{1});
}

void a_denial_that_was_survived_is_weak(Check &check)
{
	const ObservedDenials seen = denials_of(
		{call("openat", EROFS, "/var/lib/x", Access::Create)}, "ProtectSystem=strict\n");
	if (check.equal(seen.denials.size(), std::size_t{1}))
		check.is_true(seen.denials.front().strength < 1, "weak");
}

void a_filter_is_told_from_the_rest(Check &check)
{
	ObservedEvent chown = call("chown", EPERM, "/srv/x", Access::Write);
	const char *settings = "SystemCallFilter=~@chown\nSystemCallErrorNumber=EPERM\n";
	check.equal(denials_of({chown, end(exit_1)}, settings).denials.size(), std::size_t{0});
	chown.by_filter = true;
	check.equal(denials_of({chown, end(exit_1)}, settings).denials.size(), std::size_t{1});
	const char *bounding = "CapabilityBoundingSet=~CAP_CHOWN\n";
	check.equal(denials_of({chown, end(exit_1)}, bounding).denials.size(), std::size_t{0});
	chown.by_filter = false;
	chown.capabilities = {CAP_CHOWN};
	check.equal(denials_of({chown, end(exit_1)}, bounding).denials.size(), std::size_t{1});
}

void the_capability_that_was_taken_counts(Check &check)
{
	ObservedEvent seen = call("setns", EPERM);
	seen.capabilities = {CAP_SYS_CHROOT, CAP_SYS_ADMIN};
	const Operation operation =
		operation_of(seen, sandbox_of("CapabilityBoundingSet=~CAP_SYS_CHROOT\n"));
	check.is_true(operation.kind == OperationKind::Capability, "kind");
	check.is_true(operation.capability == unsigned{CAP_SYS_CHROOT}, "capability");
}

void a_failed_step_has_its_path(Check &check)
{
	ObservedEvent open =
		call("openat", ENOENT, "/run/systemd/mount-rootfs/srv/none", Access::Read);
	open.is_setup = true;
	ObservedEvent last = end(226 << 8);
	last.is_setup = true;
	const ObservedDenials seen =
		denials_of({open, last}, "ReadWritePaths=/srv/none\nProtectSystem=strict\n");
	if (!check.equal(seen.denials.size(), std::size_t{1}))
		return;
	const Denial &denial = seen.denials.front();
	check.is_true(denial.operation.kind == OperationKind::SetupStep, "step");
	check.equal(denial.operation.path, "/srv/none");
	check.is_true(denial.operation.exit_status == 226, "status");
}

void repeats_are_one(Check &check)
{
	ObservedEvent open = call("openat", EROFS, "/var/lib/x", Access::Create);
	open.count = 4;
	const ObservedDenials seen =
		denials_of({open, open, end(exit_1)}, "ProtectSystem=strict\n");
	if (check.equal(seen.denials.size(), std::size_t{1}))
		check.equal(seen.denials.front().count, 8U);
}

void a_crash_after_a_denial_is_its_consequence(Check &check)
{
	ObservedEvent filtered = call("clone", EPERM);
	filtered.by_filter = true;
	const ObservedDenials seen = denials_of(
		{filtered, {.what = Observed::Signal, .pid = 7, .host_pid = 7, .signal = SIGSEGV},
			end(SIGSEGV)},
		"SystemCallFilter=~clone:EPERM\nMemoryDenyWriteExecute=yes\n");
	if (check.equal(seen.denials.size(), std::size_t{1}))
		check.equal(seen.denials.front().operation.call, "clone");
}

void what_has_another_way_is_weak(Check &check)
{
	ObservedEvent filtered = call("clone3", ENOSYS);
	filtered.by_filter = true;
	const ObservedDenials seen =
		denials_of({filtered, end(exit_1)}, "RestrictNamespaces=yes\n");
	if (check.equal(seen.denials.size(), std::size_t{1}))
		check.is_true(seen.denials.front().strength < 0.5, "weak");
	const ObservedDenials replaced =
		denials_of({filtered, end(exit_1)}, "RestrictNamespaces=yes\n", {"clone"});
	check.equal(replaced.denials.size(), std::size_t{0});
	check.equal(replaced.others.size(), std::size_t{0});
	/* every program opens files by the older call */
	filtered.call = "openat2";
	const ObservedDenials last = denials_of({filtered, end(exit_1)},
		"SystemCallFilter=~openat2\nSystemCallErrorNumber=ENOSYS\n", {"openat"});
	check.equal(last.denials.size(), std::size_t{1});
}

void what_is_nowhere_is_hidden_by_nothing(Check &check)
{
	ObservedEvent open = call("openat", ENOENT, "/home/x/rc", Access::Read);
	check.equal(denials_of({open, end(exit_1)}, "ProtectHome=tmpfs\n").denials.size(),
		std::size_t{1});
	open.is_absent = true;
	const ObservedDenials seen = denials_of({open, end(exit_1)}, "ProtectHome=tmpfs\n");
	check.equal(seen.denials.size(), std::size_t{0});
	check.equal(seen.others.size(), std::size_t{1});
}

/** Apache looks for suexec, and does without it. */
void a_look_at_what_is_not_there_is_weak(Check &check)
{
	const auto strength_of = [&](const char *name) {
		ObservedEvent seen = call(name, ENOENT, "/usr/lib/x/helper", Access::Read);
		seen.is_absent = true;
		const ObservedDenials all =
			denials_of({seen, end(exit_1)}, "ProtectSystem=strict\n");
		return all.others.empty() ? 0 : all.others.front().strength;
	};
	check.is_true(strength_of("newfstatat") < 0.4, "it may do without");
	check.equal(strength_of("openat"), 1.0);
}

/** Nothing fails: root opens it, and finds nobody in it. */
void what_root_reads_as_empty_was_denied(Check &check)
{
	ObservedEvent read = call("openat", 0, "/etc/passwd", Access::Read);
	read.what = Observed::Used;
	read.is_inaccessible = true;
	const auto seen = denials_of({read, end(exit_1)}, "InaccessiblePaths=/etc/passwd\n");
	if (check.equal(seen.denials.size(), std::size_t{1})) {
		check.equal(seen.denials.front().operation.path, "/etc/passwd");
		check.equal(seen.denials.front().strength, 1.0);
		check.contains(seen.denials.front().evidence.front().message, "reads as empty");
	}
	const auto own = denials_of({read, end(exit_1)}, "ProtectSystem=strict\n");
	check.is_true(own.denials.empty() && own.others.empty(), "its mode is nobody's doing");
}

/** The executor makes of /dev what there is of it. */
void a_step_does_not_fail_of_what_it_looks_for(Check &check)
{
	ObservedEvent open =
		call("open_tree", ENOENT, "/run/systemd/mount-rootfs/srv/none", Access::Read);
	ObservedEvent look =
		call("newfstatat", ENOENT, "/run/systemd/mount-rootfs/dev/kmsg", Access::Read);
	ObservedEvent last = end(226 << 8);
	open.is_setup = look.is_setup = last.is_setup = true;
	const char *settings = "BindPaths=/srv/none:/mnt\nPrivateDevices=yes\n";
	const auto first = denials_of({open, look, last}, settings).denials;
	if (check.equal(first.size(), std::size_t{1}))
		check.equal(first.front().operation.path, "/srv/none");
	const auto nameless = denials_of({look, last}, settings).denials;
	if (check.equal(nameless.size(), std::size_t{1}))
		check.equal(nameless.front().operation.path, "");
}

/** Nothing has died, and the check fails: not by what a helper was denied that did its work. */
void a_helper_that_did_its_work_was_not_hurt(Check &check)
{
	ObservedEvent denied = call("openat", EROFS, "/var/lib/x", Access::Create);
	ObservedEvent main = call("openat", ENOENT, "/etc/x.conf", Access::Read);
	denied.host_pid = denied.pid = 8;
	denied.parent = 7;
	ObservedEvent done = end(0);
	done.host_pid = done.pid = 8;
	done.parent = 7;
	Recording recording{.unit = "x.service",
		.outcome = TraceOutcome::Running,
		.check_failure = "the check fails"};
	const auto strength_of = [&](std::vector<ObservedEvent> seen) {
		recording.observations = std::move(seen);
		const auto denials =
			observed_denials(recording, sandbox_of("ProtectSystem=strict\n")).denials;
		return denials.empty() ? 0 : denials.front().strength;
	};
	check.is_true(strength_of({main, denied}) > 0.5, "it goes on");
	check.is_true(strength_of({main, denied, done}) < 0.5, "it has done its work");
	ObservedEvent child = call("openat", ENOENT, "/etc/x.conf", Access::Read);
	child.host_pid = child.pid = 9;
	child.parent = 8;
	check.is_true(strength_of({main, denied, child, done}) > 0.5, "its child goes on");
}

void what_moves_to_a_session_leaves_the_unit(Check &check)
{
	ObservedEvent session = end(0);
	session.comm = "(sd-pam)";
	session.is_setup = true;
	Recording recording{.unit = "x.service",
		.outcome = TraceOutcome::Ended,
		.check_failure = "the check fails"};
	recording.observations = {session, end(0)};
	const auto denied = [&](const char *settings) {
		return observed_denials(recording, sandbox_of(settings)).denials;
	};
	const auto denials = denied("PAMName=login\n");
	if (check.equal(denials.size(), std::size_t{1}))
		check.equal(denials.front().operation.setting, "PAMName");
	if (!denials.empty())
		check.is_true(denials.front().trust == Trust::Program, "a name is no proof");
	check.is_true(denied("ProtectHome=yes\n").empty(), "no session was asked for");
	ObservedEvent parent = end(0);
	parent.host_pid = session.parent = 5;
	recording.observations = {session, parent};
	check.is_true(denied("PAMName=login\n").empty(), "a child of the program");
	parent.is_setup = true;
	recording.observations = {session, parent};
	check.equal(denied("PAMName=login\n").size(), std::size_t{1});
	recording.outcome = TraceOutcome::Running;
	check.is_true(denied("PAMName=login\n").empty(), "it still runs");
	recording.outcome = TraceOutcome::Ended;
	recording.check_failure.clear();
	check.is_true(denied("PAMName=login\n").empty(), "nobody misses it");
}

void who_listens_and_is_not_reached_was_denied(Check &check)
{
	Recording recording{.unit = "x.service",
		.outcome = TraceOutcome::Running,
		.check_failure = "the check fails"};
	recording.used.calls = {"listen"};
	recording.observations.push_back({.what = Observed::Used,
		.pid = 7,
		.host_pid = 7,
		.comm = "x",
		.call = "bind",
		.family = AF_INET,
		.port = 80,
		.address = "0.0.0.0"});
	const auto found = [&](const char *settings) {
		return observed_denials(recording, sandbox_of(settings)).denials;
	};
	check.equal(found("PrivateNetwork=yes\n").size(), std::size_t{1});
	check.is_true(found("PrivateNetwork=yes\n").front().operation.from_outside, "to it");
	check.equal(found("ProtectSystem=strict\n").size(), std::size_t{0});
	check.equal(found("IPAddressDeny=any\n").size(), std::size_t{1});
	/* who asks may be allowed */
	check.equal(found("IPAddressDeny=any\nIPAddressAllow=localhost\n").size(), std::size_t{0});
	check.equal(found("IPAddressDeny=203.0.113.0/24\n").size(), std::size_t{0});
	recording.used.calls = {"sendto"};
	check.equal(found("PrivateNetwork=yes\n").size(), std::size_t{0});
	recording.used.calls = {"listen"};
	recording.check_failure.clear();
	check.equal(found("PrivateNetwork=yes\n").size(), std::size_t{0});
}

void a_search_along_the_path_is_no_cause(Check &check)
{
	const ObservedEvent look = call("newfstatat", ENOENT, "/usr/sbin/rm", Access::Read);
	ObservedEvent run{.what = Observed::Executed, .pid = 7, .host_pid = 7, .comm = "rm"};
	run.path = "/usr/bin/rm";
	check.equal(denials_of({look, end(exit_1)}, "").others.size(), std::size_t{1});
	check.equal(denials_of({look, run, end(exit_1)}, "").others.size(), std::size_t{0});
}

void what_the_executor_went_on_after_is_no_cause(Check &check)
{
	ObservedEvent audit = call("socket", EAFNOSUPPORT);
	audit.family = AF_NETLINK;
	audit.by_filter = audit.is_setup = true;
	const char *settings = "RestrictAddressFamilies=AF_UNIX\n";
	check.equal(denials_of({audit, end(exit_1)}, settings).denials.size(), std::size_t{0});
	audit.is_setup = false;
	check.equal(denials_of({audit, end(exit_1)}, settings).denials.size(), std::size_t{1});
}

void a_program_that_cannot_be_run_has_its_path(Check &check)
{
	ObservedEvent open = call("openat", EACCES, "/srv/bin/x", Access::Read);
	open.is_setup = true;
	ObservedEvent last = end(203 << 8);
	last.is_setup = true;
	const ObservedDenials seen = denials_of({open, last}, "InaccessiblePaths=/srv\n");
	if (!check.equal(seen.denials.size(), std::size_t{1}))
		return;
	check.is_true(seen.denials.front().operation.kind == OperationKind::Execute, "execute");
	check.equal(seen.denials.front().operation.path, "/srv/bin/x");
}

void planned_ends_are_no_failures(Check &check)
{
	check.is_true(is_bad_end(end(exit_1)), "exit 1");
	check.is_true(is_bad_end(end(SIGSEGV)), "SIGSEGV");
	check.is_true(!is_bad_end(end(0)), "exit 0");
	check.is_true(!is_bad_end(end(SIGTERM)), "SIGTERM");
}

} // namespace

int main()
{
	static constexpr test::Case cases[] = {
		{"takes what a setting explains", takes_what_a_setting_explains},
		{"a denial that was survived is weak", a_denial_that_was_survived_is_weak},
		{"a filter is told from the rest", a_filter_is_told_from_the_rest},
		{"the capability that was taken counts", the_capability_that_was_taken_counts},
		{"a failed step has its path", a_failed_step_has_its_path},
		{"repeats are one", repeats_are_one},
		{"a crash after a denial is its consequence",
			a_crash_after_a_denial_is_its_consequence},
		{"what has another way is weak", what_has_another_way_is_weak},
		{"what is nowhere is hidden by nothing", what_is_nowhere_is_hidden_by_nothing},
		{"a look at what is not there is weak", a_look_at_what_is_not_there_is_weak},
		{"what root reads as empty was denied", what_root_reads_as_empty_was_denied},
		{"a step does not fail of what it looks for",
			a_step_does_not_fail_of_what_it_looks_for},
		{"a helper that did its work was not hurt",
			a_helper_that_did_its_work_was_not_hurt},
		{"what moves to a session leaves the unit",
			what_moves_to_a_session_leaves_the_unit},
		{"who listens and is not reached was denied",
			who_listens_and_is_not_reached_was_denied},
		{"a search along $PATH is no cause", a_search_along_the_path_is_no_cause},
		{"what the executor went on after is no cause",
			what_the_executor_went_on_after_is_no_cause},
		{"a program that cannot be run has its path",
			a_program_that_cannot_be_run_has_its_path},
		{"planned ends are no failures", planned_ends_are_no_failures},
	};
	return test::run("observed denials", cases);
}
