// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors
//
// What is advised for services that were seen to do this or that.

#include "advice/edits.hh"
#include "advice/tighten-judge.hh"
#include "advice/tighten-rules.hh"
#include "advice/tighten.hh"
#include "base/text.hh"
#include "harness.hh"
#include "unit/unit-files.hh"

#include <algorithm>
#include <cmath>
#include <linux/capability.h>
#include <sys/socket.h>

using namespace hardenctl;
using hardenctl::test::Check;

namespace {

constexpr std::uint64_t bit(unsigned capability)
{
	return std::uint64_t{1} << capability;
}

UnitConfig unit(const std::string &settings)
{
	return load_unit_text({}, "/etc/systemd/system/lab.service",
		"[Service]\nExecStart=/usr/sbin/lab\n" + settings);
}

ProcessSeen process(uid_t user = 0)
{
	ProcessSeen seen{.pid = 5, .comm = "lab", .exe = "/usr/sbin/lab", .root = "/"};
	seen.uid = seen.effective_uid = user;
	seen.capabilities.bounding = all_capabilities;
	if (user == 0)
		seen.capabilities.effective = seen.capabilities.permitted = all_capabilities;
	return seen;
}

TightenAdvice advise(const std::string &settings, std::vector<ProcessSeen> processes,
	System system = {.systemd_version = 257}, std::vector<ProgramSeen> programs = {},
	std::vector<std::string> own_directories = {})
{
	const RuntimeFacts runtime{.processes = std::move(processes),
		.programs = std::move(programs),
		.own_directories = std::move(own_directories)};
	return advise_tightening(unit(settings), system, runtime, TightenLevel::Strict, {});
}

/** All lines of a directive with this support, joined by "; ". */
std::string lines(const TightenAdvice &advice, Directive directive, Support support)
{
	std::string out;
	for (const Candidate &candidate : advice.candidates)
		if (candidate.directive == directive && candidate.support == support)
			for (const std::string &line : candidate.lines)
				out += (out.empty() ? "" : "; ") + line;
	return out;
}

/** "" if it was not rejected. */
std::string why_not(const TightenAdvice &advice, Directive directive)
{
	for (const Candidate &candidate : advice.candidates)
		if (candidate.directive == directive && candidate.support == Support::Rejected)
			return candidate.reason;
	return {};
}

void nothing_seen_speaks_against(Check &check)
{
	const auto advice = advise("", {process()});
	const auto supported = [&](Directive directive) {
		return lines(advice, directive, Support::Supported);
	};
	/* disks may be opened for a moment */
	check.equal(lines(advice, Directive::PrivateDevices, Support::Trial), "PrivateDevices=yes");
	check.equal(supported(Directive::ProtectHome), "ProtectHome=yes");
	check.equal(supported(Directive::ProtectSystem), "ProtectSystem=full");
	check.equal(supported(Directive::RestrictNamespaces), "RestrictNamespaces=yes");
	check.equal(supported(Directive::RestrictRealtime), "RestrictRealtime=yes");
	check.equal(
		lines(advice, Directive::ProtectSystem, Support::Trial), "ProtectSystem=strict");
	check.equal(lines(advice, Directive::MemoryDenyWriteExecute, Support::Trial),
		"MemoryDenyWriteExecute=yes");
	check.is_true(advice.exposure_supported < advice.exposure_before, "less exposed");
	check.is_true(advice.exposure_all < advice.exposure_supported, "and less yet");
}

void jit_is_told_by_mapping_and_library(Check &check)
{
	ProcessSeen mapped = process();
	mapped.write_execute = {""};
	check.equal(why_not(advise("", {mapped}), Directive::MemoryDenyWriteExecute),
		"lab[5] has memory mapped writable and executable");
	ProcessSeen java = process();
	java.libraries = {"/usr/lib/jvm/default/lib/server/libjvm.so"};
	check.equal(why_not(advise("", {java}), Directive::MemoryDenyWriteExecute),
		"lab[5] uses libjvm.so, which maps writable and executable memory");
}

void open_files_and_devices_speak(Check &check)
{
	ProcessSeen seen = process();
	seen.files = {{"/dev/kvm", FileKind::CharacterDevice, true},
		{"/home/anna/mail", FileKind::Regular, false},
		{"/usr/share/lab/db", FileKind::Regular, true},
		{"/var/lib/lab/db", FileKind::Regular, true}};
	const auto advice = advise("", {seen}, {.systemd_version = 257}, {}, {"/var/log/lab"});
	check.equal(
		why_not(advice, Directive::PrivateDevices), "lab[5] has /dev/kvm open for writing");
	check.equal(lines(advice, Directive::DevicePolicy, Support::Supported),
		"DevicePolicy=closed; DeviceAllow=/dev/kvm rw");
	check.equal(
		lines(advice, Directive::ProtectHome, Support::Supported), "ProtectHome=read-only");
	check.equal(why_not(advice, Directive::ProtectSystem),
		"lab[5] has /usr/share/lab/db open for writing");
}

/** PostgreSQL's interlock: a server that does not see the memory of an older one spoils its data.
 */
void shared_memory_is_for_others(Check &check)
{
	ProcessSeen seen = process(1000);
	seen.shared_memory = true;
	const auto advice = advise("User=lab\n", {seen});
	for (const Directive directive : {Directive::PrivateIPC, Directive::RemoveIPC})
		check.equal(why_not(advice, directive),
			"lab[5] uses System V shared memory, which others look for");
}

void an_open_file_is_no_openat2(Check &check)
{
	ProcessSeen seen = process(1000);
	seen.files = {{"/dev/null", FileKind::CharacterDevice, true}};
	const auto advice = advise("User=lab\n", {seen});
	check.equal(
		lines(advice, Directive::RestrictSUIDSGID, Support::Trial), "RestrictSUIDSGID=yes");
}

void strict_keeps_what_is_written(Check &check)
{
	ProcessSeen seen = process();
	seen.files = {{"/var/lib/lab/db", FileKind::Regular, true},
		{"/var/lib/lab/sub/log", FileKind::Regular, true},
		{"/etc/lab.conf", FileKind::Regular, false}};
	const auto advice = advise("", {seen}, {.systemd_version = 257}, {}, {"/var/log/lab"});
	check.equal(lines(advice, Directive::ProtectSystem, Support::Trial),
		"ProtectSystem=strict; ReadWritePaths=-/var/lib/lab -/var/log/lab");
	const auto managed =
		advise("StateDirectory=lab\nLogsDirectory=lab\n", {seen}, {.systemd_version = 257});
	check.equal(
		lines(managed, Directive::ProtectSystem, Support::Trial), "ProtectSystem=strict");
}

void sockets_choose_families(Check &check)
{
	ProcessSeen seen = process();
	seen.sockets = {{.family = AF_INET, .protocol = "tcp", .port = 80, .listening = true}};
	const auto advice = advise("", {seen});
	check.equal(lines(advice, Directive::RestrictAddressFamilies, Support::Supported),
		"RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK");
	check.equal(lines(advice, Directive::RestrictAddressFamilies, Support::Trial),
		"RestrictAddressFamilies=; RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6");
	check.equal(why_not(advice, Directive::PrivateNetwork), "lab[5] listens on port 80");
	check.contains(why_not(advice, Directive::IPAddressDeny), "for other machines");
	seen.sockets[0].local_only = true;
	check.equal(lines(advise("", {seen}), Directive::IPAddressDeny, Support::Trial),
		"IPAddressDeny=any; IPAddressAllow=localhost");
}

void an_unknown_socket_needs_a_trial(Check &check)
{
	ProcessSeen seen = process();
	seen.sockets = {{.family = {}, .protocol = "new"}};
	check.equal(
		lines(advise("", {seen}), Directive::RestrictAddressFamilies, Support::Supported),
		"");
}

void capabilities_follow_from_what_is_held(Check &check)
{
	ProcessSeen worker = process(33);
	ProcessSeen master = process();
	master.sockets = {{.family = AF_INET, .protocol = "tcp", .port = 80, .listening = true}};
	const auto advice = advise("", {master, worker});
	check.equal(lines(advice, Directive::CapabilityBoundingSet, Support::Trial),
		"CapabilityBoundingSet=; CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_KILL "
		"CAP_SETGID CAP_SETUID CAP_NET_BIND_SERVICE");
	const std::string dropped =
		lines(advice, Directive::CapabilityBoundingSet, Support::Supported);
	check.contains(dropped, "~");
	check.contains(dropped, "CAP_SYS_MODULE");
	check.lacks(dropped, "CAP_SETUID");
	check.contains(why_not(advice, Directive::PrivateUsers), "lab[5]");
}

void kept_capabilities_are_needed(Check &check)
{
	ProcessSeen seen = process(99);
	seen.capabilities.effective = seen.capabilities.permitted = bit(CAP_SYS_TIME);
	const auto advice = advise("", {seen});
	check.contains(
		lines(advice, Directive::CapabilityBoundingSet, Support::Trial), "CAP_SYS_TIME");
	check.equal(why_not(advice, Directive::ProtectClock), "lab[5] keeps CAP_SYS_TIME");
	check.contains(lines(advice, Directive::SystemCallFilter, Support::Trial), "@clock");
}

void without_privileges_is_proven(Check &check)
{
	const auto advice = advise("User=lab\nNoNewPrivileges=yes\n", {process(99)});
	check.equal(lines(advice, Directive::CapabilityBoundingSet, Support::Harmless),
		"CapabilityBoundingSet=");
	check.equal(lines(advice, Directive::SystemCallFilter, Support::Harmless),
		"SystemCallFilter=~@module:EPERM @raw-io:EPERM @reboot:EPERM @swap:EPERM");
	const auto helped = advise("User=lab\nNoNewPrivileges=yes\n", {process(99)},
		{.systemd_version = 257}, {{.path = "/usr/bin/helper", .set_id = true}});
	check.equal(lines(helped, Directive::CapabilityBoundingSet, Support::Harmless), "");
	const auto open = advise("User=lab\n", {process(99)});
	check.equal(lines(open, Directive::CapabilityBoundingSet, Support::Harmless), "");
}

/** Debian's chrony: User=, but "!" starts it as root, and it needs that for its PID file. */
void an_exclamation_mark_starts_as_root(Check &check)
{
	ProcessSeen seen = process(99);
	seen.capabilities.effective = seen.capabilities.permitted = bit(CAP_SYS_TIME);
	const UnitConfig config = load_unit_text({}, "/etc/systemd/system/lab.service",
		"[Service]\nExecStart=!/usr/sbin/lab\nUser=lab\n");
	const auto advice = advise_tightening(
		config, {.systemd_version = 257}, {.processes = {seen}}, TightenLevel::Strict, {});
	const std::string dropped =
		lines(advice, Directive::CapabilityBoundingSet, Support::Supported);
	check.contains(dropped, "CapabilityBoundingSet=~");
	for (const char *needed : {"CAP_SETUID", "CAP_DAC_OVERRIDE", "CAP_CHOWN", "CAP_SYS_TIME"})
		check.lacks(dropped, needed);
}

void what_is_implied_is_harmless(Check &check)
{
	const auto advice = advise("DynamicUser=yes\n", {process(60000)});
	check.equal(lines(advice, Directive::RestrictSUIDSGID, Support::Harmless),
		"RestrictSUIDSGID=yes");
	const auto written = advise("DynamicUser=yes\nRestrictSUIDSGID=yes\n", {process(60000)});
	check.equal(lines(written, Directive::RestrictSUIDSGID, Support::Harmless), "");
}

void setuid_programs_need_new_privileges(Check &check)
{
	const auto advice = advise("", {process()}, {.systemd_version = 257},
		{{.path = "/usr/bin/sudo", .set_id = true}});
	check.equal(why_not(advice, Directive::NoNewPrivileges),
		"/usr/bin/sudo is set-user-ID or set-group-ID");
}

void threads_and_namespaces_speak(Check &check)
{
	ProcessSeen first = process();
	first.realtime = true;
	first.namespaces = {{"net", "net:[1]"}};
	ProcessSeen second = process();
	second.namespaces = {{"net", "net:[2]"}};
	const auto advice = advise("", {first, second});
	check.equal(why_not(advice, Directive::RestrictRealtime), "lab[5] has a real-time thread");
	check.equal(why_not(advice, Directive::RestrictNamespaces),
		"lab[5] is in a net namespace of its own");
	/* and of the others nothing is known */
	check.equal(lines(advice, Directive::RestrictNamespaces, Support::Supported),
		"RestrictNamespaces=net");
	check.contains(
		lines(advice, Directive::CapabilityBoundingSet, Support::Trial), "CAP_SYS_ADMIN");
}

void what_is_set_is_not_advised(Check &check)
{
	const auto advice = advise("PrivateTmp=yes\nProtectSystem=strict\nProtectHome=yes\n"
				   "RestrictAddressFamilies=AF_UNIX\nCapabilityBoundingSet=\n"
				   "SystemCallFilter=@system-service\n"
				   "SystemCallFilter=~@privileged @resources\n",
		{process()});
	for (const Directive directive : {Directive::PrivateTmp, Directive::ProtectSystem,
		     Directive::ProtectHome, Directive::RestrictAddressFamilies,
		     Directive::CapabilityBoundingSet, Directive::SystemCallFilter})
		check.is_true(std::ranges::none_of(advice.candidates,
				      [&](const Candidate &candidate) {
					      return candidate.directive == directive;
				      }),
			name(directive));
}

void a_list_of_what_is_allowed_gets_shorter(Check &check)
{
	const auto advice =
		advise("User=lab\nSystemCallFilter=@system-service @mount\n", {process(1000)});
	check.equal(lines(advice, Directive::SystemCallFilter, Support::Trial),
		"SystemCallFilter=~@mount @privileged @resources; "
		"SystemCallFilter=chown chown32 fchown fchown32 fchownat ioprio_set lchown "
		"lchown32 sched_setaffinity setpriority setrlimit; "
		"SystemCallErrorNumber=EPERM");
}

void what_its_powers_are_for_stays_but_nothing_comes_in(Check &check)
{
	ProcessSeen seen = process();
	seen.capabilities.effective = bit(CAP_CHOWN);
	const auto advice = advise(
		"SystemCallFilter=chown lchown setuid\nCapabilityBoundingSet=CAP_CHOWN\n", {seen});
	/* not all of @chown */
	check.equal(lines(advice, Directive::SystemCallFilter, Support::Trial),
		"SystemCallFilter=~@privileged; SystemCallFilter=chown lchown; "
		"SystemCallErrorNumber=EPERM");
}

void what_the_log_shows_keeps_its_capability(Check &check)
{
	const Denial denial{.operation = {.kind = OperationKind::Path, .path = "/proc/kmsg"}};
	const auto advice =
		advise_tightening(unit("CapabilityBoundingSet=CAP_SYSLOG CAP_CHOWN CAP_LEASE\n"),
			{.systemd_version = 257}, {.processes = {process()}}, TightenLevel::Strict,
			{.denials = {{denial}}});
	check.equal(why_not(advice, Directive::CapabilityBoundingSet), "");
	check.equal(lines(advice, Directive::CapabilityBoundingSet, Support::Trial),
		"CapabilityBoundingSet=; CapabilityBoundingSet=CAP_SYSLOG");
}

void what_the_mode_allows_needs_no_capability(Check &check)
{
	ProcessSeen seen = process();
	seen.files = {{"/var/log/lab", FileKind::Regular, true, true}};
	seen.sockets = {
		{.family = AF_UNIX, .protocol = "unix", .path = "/run/lab/x", .by_mode = true}};
	const auto by_mode = advise("", {seen});
	check.contains(lines(by_mode, Directive::CapabilityBoundingSet, Support::Trial),
		"CapabilityBoundingSet=");
	check.equal(why_not(by_mode, Directive::PrivateUsers), "");
	seen.files[0].by_mode = false;
	check.lacks(lines(advise("", {seen}), Directive::CapabilityBoundingSet, Support::Trial),
		"CapabilityBoundingSet=");
}

void a_weaker_value_is_made_stricter(Check &check)
{
	const auto advice =
		advise("ProtectHome=read-only\nSystemCallFilter=~@clock\n", {process()});
	check.equal(lines(advice, Directive::ProtectHome, Support::Supported), "ProtectHome=yes");
	check.contains(lines(advice, Directive::SystemCallFilter, Support::Trial),
		"SystemCallFilter=; SystemCallFilter=@system-service");
	check.contains(lines(advice, Directive::SystemCallFilter, Support::Trial),
		"SystemCallFilter=~@clock");
}

/** A script is neither the program that runs nor open. */
void what_a_command_line_names_is_needed(Check &check)
{
	for (const char *command : {"ExecStart=\nExecStart=/home/alice/app/main.py\n",
		     "ExecStart=\nExecStart=/usr/bin/python3 /home/alice/app/main.py\n"}) {
		const auto advice = advise(command, {process()});
		check.equal(lines(advice, Directive::ProtectHome, Support::Supported),
			"ProtectHome=read-only");
		check.equal(lines(advice, Directive::ProtectSystem, Support::Supported),
			"ProtectSystem=full");
		check.equal(lines(advice, Directive::ProtectHome, Support::Trial), "");
	}
}

void what_may_not_be_looked_at_runs(Check &check)
{
	const auto advice = advise_tightening(
		unit(""), {.systemd_version = 257}, {.unreadable = 2}, TightenLevel::Strict, {});
	if (check.equal(advice.notes.size(), std::size_t{1}))
		check.contains(advice.notes[0], "only root may look at its 2 processes");
	check.equal(lines(advice, Directive::ProtectHome, Support::Supported), "");
}

void without_a_process_all_is_on_trial(Check &check)
{
	const auto advice = advise("", {});
	check.equal(lines_of(advice.candidates, Support::Supported).size(), 0u);
	check.contains(advice.notes.at(0), "No process of it runs");
}

void versions_and_managers_limit(Check &check)
{
	const auto old = advise("", {process()}, {.systemd_version = 240});
	check.equal(lines(old, Directive::ProtectClock, Support::Supported), "");
	check.is_true(std::ranges::count(old.unavailable, "ProtectClock= (since systemd 245)") == 1,
		"says since when");
	const auto user =
		advise("", {process(1000)}, {.systemd_version = 257, .user_manager = true});
	check.equal(lines(user, Directive::IPAddressDeny, Support::Trial) +
			    lines(user, Directive::PrivateDevices, Support::Supported),
		"");
}

void the_log_speaks_too(Check &check)
{
	const Denial denial{.operation = {.kind = OperationKind::SystemCall,
				    .call = "unshare",
				    .call_is_exact = true}};
	const auto advice = advise_tightening(unit(""), {.systemd_version = 257},
		{.processes = {process()}}, TightenLevel::Strict, {.denials = {{denial}}});
	check.equal(why_not(advice, Directive::RestrictNamespaces),
		"the log shows that it tried unshare");
}

/** All that is printed without a comment sign, together, must deny nothing that was seen. */
void together_they_deny_nothing_seen(Check &check)
{
	ProcessSeen seen = process();
	seen.files = {{"/var/lib/lab/db", FileKind::Regular, true},
		{"/dev/null", FileKind::CharacterDevice, true}};
	seen.sockets = {{.family = AF_INET, .protocol = "tcp", .port = 25, .listening = true},
		{.family = AF_NETLINK, .protocol = "netlink"}};
	const auto advice = advise("", {seen, process(8)});
	const RuntimeFacts runtime{.processes = {seen, process(8)}};
	const Sandbox before{unit(""), {.systemd_version = 257}};
	const Sandbox after{with_lines(unit(""), lines_of(advice.candidates, Support::Supported)),
		{.systemd_version = 257}};
	for (const Observation &observation : observations_of(runtime, before, {})) {
		/* the model does not know that its program has no file capabilities */
		if (observation.operation.kind == OperationKind::Execute)
			continue;
		for (const PredictedDenial &predicted : after.predict(observation.operation))
			check.is_true(predicted.likelihood < 0.5, observation.what);
	}
}

TightenAdvice advise_at(TightenLevel level, const std::string &settings,
	const RuntimeFacts &runtime, const TightenEvidence &evidence = {})
{
	return advise_tightening(
		unit(settings), {.systemd_version = 257}, runtime, level, evidence);
}

ProgramSeen shell_user()
{
	ProgramSeen program{.path = "/usr/sbin/lab"};
	program.functions = {.is_sure = true, .names = {}, .starts_programs = true};
	return program;
}

void sessions_keep_everything(Check &check)
{
	ProcessSeen seen = process();
	seen.libraries = {"/usr/lib/x86_64-linux-gnu/libpam.so.0.85.1"};
	const RuntimeFacts runtime{.processes = {seen}, .programs = {shell_user()}};
	for (const TightenLevel level : {TightenLevel::Safe, TightenLevel::Balanced}) {
		const auto advice = advise_at(level, "", runtime);
		check.is_true(advice.candidates.empty(), "nothing is proposed");
		check.contains(advice.kind, "lab[5] has PAM loaded, runs as root");
	}
	const auto strict = advise_at(TightenLevel::Strict, "", runtime);
	for (const Candidate &candidate : strict.candidates)
		for (const char *never : {"ProtectHome", "ProtectSystem", "NoNewPrivileges",
			     "RestrictSUIDSGID", "SystemCallFilter", "CapabilityBoundingSet",
			     "PrivateTmp", "RestrictAddressFamilies"})
			check.lacks(candidate.lines.front(), never);
}

/** PostgreSQL has PAM loaded as a plain user: it cannot become another one. */
void pam_without_privileges_opens_no_session(Check &check)
{
	ProcessSeen seen = process(113);
	seen.libraries = {"/usr/lib/x86_64-linux-gnu/libpam.so.0.85.1"};
	const auto advice = advise_at(
		TightenLevel::Balanced, "", {.processes = {seen}, .programs = {shell_user()}});
	check.equal(lines(advice, Directive::ProtectKernelTunables, Support::Supported),
		"ProtectKernelTunables=yes");
	check.contains(advice.kind, "may run other programs");
}

/** Hooks of root need whatever somebody wrote into them. */
void programs_of_root_are_not_foreseen(Check &check)
{
	const RuntimeFacts alone{.processes = {process()}, .programs = {shell_user()}};
	const auto hooks = advise_at(TightenLevel::Balanced, "", alone);
	check.is_true(hooks.candidates.empty(), "nothing is proposed");
	check.contains(hooks.kind, "/usr/sbin/lab may run other programs, as root");
	/* libwrap has system(3) */
	RuntimeFacts library{.processes = {process()}, .programs = {{.path = "/usr/sbin/lab"}}};
	library.library_functions.starts_programs = true;
	check.is_true(!advise_at(TightenLevel::Balanced, "", library).candidates.empty(),
		"a library that many have");
	library.own_library_starts_programs = true;
	check.is_true(advise_at(TightenLevel::Balanced, "", library).candidates.empty(),
		"a library of its own");
	const RuntimeFacts workers{
		.processes = {process(), process(33)}, .programs = {shell_user()}};
	const auto balanced = advise_at(TightenLevel::Balanced, "", workers);
	check.equal(lines(balanced, Directive::ProtectKernelModules, Support::Supported),
		"ProtectKernelModules=yes");
	check.lacks(lines(balanced, Directive::CapabilityBoundingSet, Support::Supported),
		"CAP_NET_RAW");
	/* dnsmasq wants them as soon as DHCP is configured */
	ProgramSeen chooser{.path = "/usr/sbin/lab"};
	chooser.functions.sets_capabilities = true;
	const std::string dropped =
		lines(advise_at(TightenLevel::Balanced, "",
			      {.processes = {process()}, .programs = {chooser}}),
			Directive::CapabilityBoundingSet, Support::Supported);
	check.lacks(dropped, "CAP_NET_");
	check.contains(dropped, "CAP_SYS_RAWIO");
}

void a_mount_for_others_is_seen_by_others(Check &check)
{
	ProcessSeen seen = process(1000);
	seen.files = {{"/dev/fuse", FileKind::CharacterDevice, true}};
	const auto advice = advise_at(TightenLevel::Strict, "User=lab\n", {.processes = {seen}});
	for (const Candidate &candidate : advice.candidates)
		if (candidate.support != Support::Rejected)
			for (const char *directive : {"Protect", "Private"})
				check.lacks(candidate.lines.front(),
					std::string{directive} + "KernelModules");
	check.contains(why_not(advice, Directive::ProtectSystem), "/dev/fuse");
}

void who_runs_programs_keeps_their_privileges(Check &check)
{
	const RuntimeFacts runtime{.processes = {process(1000)}, .programs = {shell_user()}};
	const auto balanced = advise_at(TightenLevel::Balanced, "User=lab\n", runtime);
	check.equal(lines(balanced, Directive::NoNewPrivileges, Support::Trial), "");
	check.equal(lines(balanced, Directive::MemoryDenyWriteExecute, Support::Trial), "");
	const std::string dropped =
		lines(balanced, Directive::CapabilityBoundingSet, Support::Supported);
	check.contains(dropped, "CapabilityBoundingSet=~CAP_LINUX_IMMUTABLE");
	for (const char *kept : {"CAP_NET_RAW", "CAP_SETUID", "CAP_AUDIT_WRITE"})
		check.lacks(dropped, kept);
	check.equal(lines(advise_at(TightenLevel::Strict, "User=lab\n", runtime),
			    Directive::NoNewPrivileges, Support::Trial),
		"NoNewPrivileges=yes");
	/* up to 254, User= and any system call filter forbid sudo */
	const auto old = advise_tightening(
		unit("User=lab\n"), {.systemd_version = 252}, runtime, TightenLevel::Balanced, {});
	check.equal(lines(old, Directive::RestrictRealtime, Support::Supported), "");
}

void a_refused_call_fails_and_kills_nobody(Check &check)
{
	const RuntimeFacts runtime{.processes = {process()}};
	check.equal(lines(advise_at(TightenLevel::Balanced, "", runtime),
			    Directive::SystemCallFilter, Support::Trial),
		"SystemCallFilter=@system-service; SystemCallFilter=chroot; "
		"SystemCallErrorNumber=EPERM");
	check.contains(lines(advise_at(TightenLevel::Strict, "", runtime),
			       Directive::SystemCallFilter, Support::Trial),
		"SystemCallFilter=@chown ioprio_set prlimit64 sched_setaffinity setpriority "
		"setrlimit chroot; SystemCallErrorNumber=EPERM");
	check.lacks(
		lines(advise_at(TightenLevel::Balanced, "SystemCallErrorNumber=EACCES\n", runtime),
			Directive::SystemCallFilter, Support::Trial),
		"EPERM");
}

void what_no_socket_shows_may_be_connected_to(Check &check)
{
	const RuntimeFacts runtime{.processes = {process()}};
	const auto advice = advise_at(TightenLevel::Balanced, "", runtime);
	check.equal(lines(advice, Directive::RestrictAddressFamilies, Support::Supported),
		"RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK");
	for (const Directive directive :
		{Directive::PrivateNetwork, Directive::IPAddressDeny, Directive::ProtectProc})
		check.equal(lines(advice, directive, Support::Trial), "");
	check.is_true(std::ranges::find(advice.beyond, Directive::PrivateNetwork,
			      &Candidate::directive) != advice.beyond.end(),
		"told as of a higher level");
	const std::string strict = beyond_in_words(advice, TightenLevel::Strict);
	check.contains(strict, "PrivateNetwork=");
	check.contains(strict, "; it tightens ProtectSystem=, CapabilityBoundingSet=");
	check.equal(beyond_in_words(advice, TightenLevel::Balanced), "");
	check.lacks(
		beyond_in_words(advise_at(TightenLevel::Safe, "", runtime), TightenLevel::Balanced),
		"PrivateMounts=");
}

void a_mount_namespace_is_not_proposed_twice(Check &check)
{
	for (const char *settings : {"User=lab\n", "User=lab\nProtectSystem=full\n"})
		check.equal(lines(advise_at(TightenLevel::Strict, settings,
					  {.processes = {process(1)}}),
				    Directive::PrivateMounts, Support::Supported),
			"");
	const auto rest = advise_at(TightenLevel::Balanced,
		"User=lab\nProtectSystem=full\nProtectHome=yes\nPrivateDevices=yes\n"
		"ProtectHostname=yes\nProtectKernelTunables=yes\nProtectKernelModules=yes\n"
		"ProtectKernelLogs=yes\nProtectControlGroups=yes\n",
		{.processes = {process(1)}});
	check.equal(lines(rest, Directive::PrivateMounts, Support::Supported), "");
}

void what_the_unit_asks_for_stays(Check &check)
{
	const RuntimeFacts runtime{.processes = {process()}};
	const auto advice = advise_at(TightenLevel::Strict, "PrivateTmp=no\n", runtime);
	check.equal(why_not(advice, Directive::PrivateTmp), "the unit asks for PrivateTmp=no");
	const auto listed = advise_at(
		TightenLevel::Balanced, "CapabilityBoundingSet=CAP_SYSLOG CAP_CHOWN\n", runtime);
	check.equal(lines(listed, Directive::CapabilityBoundingSet, Support::Supported), "");
	check.equal(lines(listed, Directive::CapabilityBoundingSet, Support::Trial), "");
	check.equal(why_not(listed, Directive::ProtectKernelLogs),
		"the unit lists CAP_SYSLOG, which it would take away");
	check.equal(lines(listed, Directive::ProtectKernelModules, Support::Supported),
		"ProtectKernelModules=yes");
}

void configuration_names_what_is_needed(Check &check)
{
	const RuntimeFacts runtime{.processes = {process(33)},
		.configured_paths = {{"/home/anna/pages", "/etc/lab/lab.conf"},
			{"/srv/lab/up", "/etc/lab/lab.conf", true}},
		.users_directories = {"/var/lib/another"}};
	const auto advice = advise_at(TightenLevel::Strict, "User=www-data\n", runtime);
	check.equal(why_not(advice, Directive::ProtectHome),
		"/etc/lab/lab.conf names /home/anna/pages");
	check.equal(lines(advice, Directive::ProtectSystem, Support::Trial),
		"ProtectSystem=strict; ReadWritePaths=-/srv/lab");
}

void a_compiler_at_hand_needs_its_memory(Check &check)
{
	const RuntimeFacts runtime{
		.processes = {process()}, .modules = {"/usr/lib/lab/16/lib/llvmjit.so"}};
	check.equal(why_not(advise_at(TightenLevel::Strict, "", runtime),
			    Directive::MemoryDenyWriteExecute),
		"/usr/lib/lab/16/lib/llvmjit.so, which it can load, makes machine code at run "
		"time");
}

void functions_tell_what_root_may_do(Check &check)
{
	ProgramSeen program{.path = "/usr/sbin/lab"};
	program.functions = {.is_sure = true, .names = {"setns"}};
	RuntimeFacts runtime{.processes = {process()}, .programs = {program}};
	runtime.library_functions.is_sure = true;
	const auto safe = advise_at(TightenLevel::Safe, "", runtime);
	check.equal(lines(safe, Directive::RestrictNamespaces, Support::Supported), "");
	check.equal(lines(safe, Directive::ProtectKernelModules, Support::Supported),
		"ProtectKernelModules=yes");
	program.functions.is_sure = false; /* Go calls the kernel itself */
	const auto unsure = advise_at(
		TightenLevel::Safe, "", {.processes = {process()}, .programs = {program}});
	check.equal(lines(unsure, Directive::ProtectKernelModules, Support::Supported), "");
}

void what_a_program_names_may_come(Check &check)
{
	ProgramSeen program{.path = "/usr/sbin/lab"};
	program.functions.names = {"adjtime", "chown", "ptrace"};
	const auto advice = advise_at(
		TightenLevel::Balanced, "", {.processes = {process()}, .programs = {program}});
	check.equal(lines(advice, Directive::SystemCallFilter, Support::Trial),
		"SystemCallFilter=@system-service; SystemCallFilter=ptrace chroot; "
		"SystemCallErrorNumber=EPERM");
	const std::string dropped =
		lines(advice, Directive::CapabilityBoundingSet, Support::Supported);
	check.lacks(dropped, "CAP_SYS_PTRACE");
	check.contains(dropped, "CapabilityBoundingSet=~CAP_LINUX_IMMUTABLE CAP_NET_ADMIN ");
	check.contains(dropped, "CAP_SYS_RAWIO");
	for (const std::string_view line : split(dropped, ';'))
		check.is_true(line.size() <= 100, "fits a screen");
}

void exposures_of_lines_add_up(Check &check)
{
	const RuntimeFacts runtime{.processes = {process()}};
	const auto advice = advise_at(TightenLevel::Balanced, "", runtime, {});
	double all = 0;
	for (const Candidate &candidate : advice.candidates)
		if (candidate.support != Support::Rejected)
			all += candidate.exposure_share;
	const UnitConfig before = unit("");
	const System system{.systemd_version = 257};
	const double left = exposure_points(
		with_lines(before, lines_of(advice.candidates, Support::Trial)), system);
	check.is_true(std::abs(exposure_points(before, system) - left - all) < 1e-6,
		"what lines have in common counts once");
}

void a_list_of_the_unit_is_kept(Check &check)
{
	const RuntimeFacts runtime{.processes = {process()}};
	const auto dropped = [&](const std::string &settings) {
		return lines(advise_at(TightenLevel::Balanced, settings, runtime, {}),
			Directive::CapabilityBoundingSet, Support::Supported);
	};
	check.equal(dropped("CapabilityBoundingSet=CAP_CHOWN CAP_SYS_TIME\n"), "");
	/* what takes some away lists none */
	for (const char *settings :
		{"PrivateDevices=yes\n", "CapabilityBoundingSet=~CAP_SYS_RAWIO\n"}) {
		check.contains(dropped(settings), "CAP_SYS_TIME");
		check.lacks(dropped(settings), "CAP_SYS_RAWIO");
	}
}

void a_trace_speaks(Check &check)
{
	Recording recording{.unit = "lab.service", .begin = 1, .end = 2, .from_start = true};
	recording.used.calls = {"mount", "read", "setuid"};
	recording.used.families = {AF_PACKET};
	recording.used.capabilities = {CAP_SYS_TIME};
	recording.used.write_exec_memory = true;
	recording.used.namespaces = {"ipc", "net"};
	const RuntimeFacts runtime{.processes = {process()}};
	const Recording recordings[]{recording};
	const auto advice =
		advise_at(TightenLevel::Balanced, "", runtime, {.recordings = recordings});
	check.equal(lines(advice, Directive::SystemCallFilter, Support::Supported),
		"SystemCallFilter=@system-service; SystemCallFilter=mount chroot; "
		"SystemCallErrorNumber=EPERM");
	check.contains(
		lines(advice, Directive::RestrictAddressFamilies, Support::Supported), "AF_PACKET");
	check.equal(why_not(advice, Directive::MemoryDenyWriteExecute),
		"the trace shows memory that was made executable");
	check.lacks(lines(advice, Directive::CapabilityBoundingSet, Support::Supported),
		"CAP_SYS_TIME");
	check.equal(lines(advice, Directive::RestrictNamespaces, Support::Supported),
		"RestrictNamespaces=ipc net");
	check.equal(why_not(advice, Directive::RestrictNamespaces),
		"the trace shows a namespace of its own (ipc)");
	check.equal(lines(advice, Directive::NoNewPrivileges, Support::Supported),
		"NoNewPrivileges=yes");
	/* a call that was made without a capability needs none */
	Recording plain = recording;
	plain.used.calls = {"prlimit64", "read"};
	plain.used.capabilities.clear();
	const RuntimeFacts unprivileged{.processes = {process(1000)}};
	const Recording alone[]{plain};
	check.equal(lines(advise_at(TightenLevel::Balanced, "User=lab\n", unprivileged,
				  {.recordings = alone}),
			    Directive::CapabilityBoundingSet, Support::Supported),
		"CapabilityBoundingSet=");
	/* cut off, failed, or without capabilities: what is missing proves nothing */
	Recording restarted = recording;
	restarted.from_start = false;
	restarted.starts = 1;
	const Recording one[]{restarted};
	check.equal(lines(advise_at(TightenLevel::Balanced, "", runtime, {.recordings = one}),
			    Directive::NoNewPrivileges, Support::Supported),
		"NoNewPrivileges=yes");
	for (int i = 0; i < 4; ++i) {
		Recording part = recording;
		if (i == 0)
			part.end = 0;
		else if (i == 1)
			part.outcome = TraceOutcome::Failed;
		else if (i == 2)
			part.has_capabilities = false;
		else
			part.used.calls.clear();
		const Recording parts[]{part};
		check.equal(
			lines(advise_at(TightenLevel::Balanced, "", runtime, {.recordings = parts}),
				Directive::NoNewPrivileges, Support::Supported),
			"");
	}
}

void what_a_trace_never_saw_is_said(Check &check)
{
	const RuntimeFacts runtime{.processes = {process()}};
	const auto notes = [&](const std::string &lines, const Recording &recording) {
		const Recording recordings[]{recording};
		std::string all;
		for (const std::string &note :
			advise_at(TightenLevel::Safe, lines, runtime, {.recordings = recordings})
				.notes)
			all += note + "\n";
		return all;
	};
	const std::string reload = "ExecReload=/bin/kill -HUP $MAINPID\n";
	Recording recording{.unit = "lab.service", .begin = 1, .end = 2};
	recording.observations = {{.what = Observed::Used,
		.call = "openat",
		.path = "/var/log/lab.log",
		.access = Access::Create}};
	check.equal(
		notes(reload, recording), "The trace shows no start, reload or log rotation.\n");
	check.equal(notes("", recording), "The trace shows no start or log rotation.\n");
	recording.starts = 1;
	recording.reopened_logs = true;
	check.equal(notes(reload, recording), "The trace shows no reload.\n");
	recording.was_reloaded = true;
	check.equal(notes(reload, recording), "");
}

void a_recording_puts_no_lines_into_a_drop_in(Check &check)
{
	Recording recording{.unit = "lab.service", .begin = 1, .end = 2, .from_start = true};
	recording.used.calls = {"mount", "x\nExecStartPre=/bin/sh", "@known", "~read"};
	const RuntimeFacts runtime{.processes = {process()}};
	const Recording recordings[]{recording};
	const auto advice =
		advise_at(TightenLevel::Strict, "", runtime, {.recordings = recordings});
	for (const Candidate &candidate : advice.candidates)
		for (const std::string &line : candidate.lines) {
			check.lacks(line, "\n");
			check.lacks(line, "@known");
		}
}

constexpr test::Case cases[]{
	{"sessions keep everything", sessions_keep_everything},
	{"PAM without privileges opens no session", pam_without_privileges_opens_no_session},
	{"programs of root are not foreseen", programs_of_root_are_not_foreseen},
	{"a mount for others is seen by others", a_mount_for_others_is_seen_by_others},
	{"what a trace never saw is said", what_a_trace_never_saw_is_said},
	{"a recording puts no lines into a drop-in", a_recording_puts_no_lines_into_a_drop_in},
	{"who runs programs keeps their privileges", who_runs_programs_keeps_their_privileges},
	{"a refused call fails and kills nobody", a_refused_call_fails_and_kills_nobody},
	{"what no socket shows may be connected to", what_no_socket_shows_may_be_connected_to},
	{"a mount namespace is not proposed twice", a_mount_namespace_is_not_proposed_twice},
	{"what the unit asks for stays", what_the_unit_asks_for_stays},
	{"configuration names what is needed", configuration_names_what_is_needed},
	{"a compiler at hand needs its memory", a_compiler_at_hand_needs_its_memory},
	{"functions tell what root may do", functions_tell_what_root_may_do},
	{"what a program names may come", what_a_program_names_may_come},
	{"a trace speaks", a_trace_speaks},
	{"nothing seen speaks against", nothing_seen_speaks_against},
	{"JIT is told by mapping and library", jit_is_told_by_mapping_and_library},
	{"open files and devices speak", open_files_and_devices_speak},
	{"an open file is no openat2", an_open_file_is_no_openat2},
	{"strict keeps what is written", strict_keeps_what_is_written},
	{"shared memory is for others", shared_memory_is_for_others},
	{"sockets choose families", sockets_choose_families},
	{"an unknown socket needs a trial", an_unknown_socket_needs_a_trial},
	{"capabilities follow from what is held", capabilities_follow_from_what_is_held},
	{"a list of the unit is kept", a_list_of_the_unit_is_kept},
	{"exposures of lines add up", exposures_of_lines_add_up},
	{"kept capabilities are needed", kept_capabilities_are_needed},
	{"without privileges is proven", without_privileges_is_proven},
	{"an exclamation mark starts as root", an_exclamation_mark_starts_as_root},
	{"what is implied is harmless", what_is_implied_is_harmless},
	{"setuid programs need new privileges", setuid_programs_need_new_privileges},
	{"threads and namespaces speak", threads_and_namespaces_speak},
	{"what is set is not advised", what_is_set_is_not_advised},
	{"a list of what is allowed gets shorter", a_list_of_what_is_allowed_gets_shorter},
	{"what its powers are for stays, but nothing comes in",
		what_its_powers_are_for_stays_but_nothing_comes_in},
	{"what the log shows keeps its capability", what_the_log_shows_keeps_its_capability},
	{"what the mode allows needs no capability", what_the_mode_allows_needs_no_capability},
	{"a weaker value is made stricter", a_weaker_value_is_made_stricter},
	{"what a command line names is needed", what_a_command_line_names_is_needed},
	{"what may not be looked at runs", what_may_not_be_looked_at_runs},
	{"without a process all is on trial", without_a_process_all_is_on_trial},
	{"versions and managers limit", versions_and_managers_limit},
	{"the log speaks, too", the_log_speaks_too},
	{"together they deny nothing seen", together_they_deny_nothing_seen},
};

} // namespace

int main()
{
	return test::run("tighten", cases);
}
