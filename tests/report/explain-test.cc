// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/explain.hh"

#include "base/text.hh"
#include "harness.hh"
#include "knowledge/names.hh"
#include "report/columns.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace hardenctl;
using namespace hardenctl::test;
using nlohmann::json;

static constexpr unsigned debian_13 = 257;

static Explanation explanation_of(
	const std::vector<std::string> &names, unsigned version = debian_13)
{
	Explanation explanation{.systemd_version = version};
	for (const std::string &name : names)
		if (auto topic = look_up_name(name, {.systemd_version = version}))
			explanation.entries.push_back(std::move(*topic));
	return explanation;
}

static std::string text_of(const std::string &name, unsigned version = debian_13)
{
	return render_explanation(explanation_of({name}, version), {.full = true});
}

static std::string brief_of(const std::string &name)
{
	return render_explanation(explanation_of({name}), {});
}

static json json_of(const std::string &name, unsigned version = debian_13)
{
	const auto explanation = explanation_of({name}, version);
	return json::parse(render_explanation_json(explanation, JsonMode::Short));
}

static void test_directive(Check &check)
{
	check.equal(brief_of("LockPersonality"), std::string_view{R"(LockPersonality=
  Stops the service from changing its execution domain.

    # systemctl edit UNIT
    [Service]
    LockPersonality=yes

  value        yes or no; default: no
  denies       personality(), even to query: EPERM (Operation not permitted)
  loosen       LockPersonality=no
                 it needs personality(); there is nothing narrower
  in the log   setarch: failed to set personality to linux32: Operation not
                 permitted
  fails with   228/SECCOMP
  breaks       setarch, linux32: Fail at once.
               Lisp and old Emacs: Turn address randomisation off for
                 themselves at start.
               and 1 more
  tighten      yes.
  how safe     LockPersonality=yes is safe for most services; balanced if it
               starts as root; strict if it runs other programs.
  implies      NoNewPrivileges=yes (in managers without CAP_SYS_ADMIN, such as
                 user managers; up to 254 also with User=)
  since        systemd 235; the 257 here has it
  exposure     up to 0.1 of 10 in systemd-analyze security (1 check)
  see also     systemd.exec(5)

`hardenctl explain -l LockPersonality` shows more.
)"});
	check.equal(text_of("LockPersonality"), std::string_view{R"(LockPersonality=
  Stops the service from changing its execution domain.

    # systemctl edit UNIT
    [Service]
    LockPersonality=yes

  personality(2) fails with EPERM, even for queries. Hardly any program needs
  it.

  value        yes or no; default: no
               The last valid line applies.
  denies       personality(), even to query: EPERM (Operation not permitted)
  loosen       LockPersonality=no
                 it needs personality(); there is nothing narrower
  in the log   setarch: failed to set personality to linux32: Operation not
                 permitted
  fails with   228/SECCOMP
  breaks       setarch, linux32: Fail at once.
               Lisp and old Emacs: Turn address randomisation off for
                 themselves at start.
               Wine, QEMU user mode, 32-bit build environments: Switch the
                 execution domain.
  tighten      yes.
  how safe     LockPersonality=yes is safe for most services; balanced if it
               starts as root; strict if it runs other programs.
  implies      NoNewPrivileges=yes (in managers without CAP_SYS_ADMIN, such as
                 user managers; up to 254 also with User=)
  since        systemd 235; the 257 here has it
  needs        systemd built with seccomp and a kernel with
               CONFIG_SECCOMP_FILTER. Without either it does nothing; only a
               debug message is logged.
  user units   Works. Without CAP_SYS_ADMIN the manager turns
               NoNewPrivileges=yes on for it.
  exposure     up to 0.1 of 10 in systemd-analyze security (1 check)
  see also     systemd.exec(5)
)"});
}

static void test_directive_parts(Check &check)
{
	const std::string text = text_of("ProtectSystem");
	check.contains(text, "strict (since 232): The whole tree is read-only");
	check.contains(text, "  implied by   DynamicUser=, as strict\n");
	check.contains(text, "  in the log   nginx: [emerg] open() \"/run/nginx.pid\" failed");
	check.contains(text, "  fails with   226/NAMESPACE\n");
	check.contains(text, "               ReadWritePaths=-PATH\n");
	check.contains(text, "since        systemd 214; the 257 here has it");
	check.contains(text, "  exposure     up to 0.2 of 10");
	check.contains(text_of("SystemCallFilter"),
		"ProtectHostname=yes, as ~sethostname:EPERM setdomainname:EPERM\n"
		"               ProtectKernelLogs=, as");
	check.is_true(text.find("StateDirectory=NAME") < text.find("ProtectSystem=no\n"),
		"the narrowest repair first");
	check.is_true(
		text.find("  loosen ") < text.find("  in the log "), "the repair before the log");
	check.contains(text_of("NoNewPrivileges"),
		"  implied by   DynamicUser=, as yes\n"
		"               LockPersonality=, MemoryDenyWriteExecute=, PrivateDevices=,\n"
		"                 ProtectClock=,");
}

/** One screen, and what it leaves out is said. */
static void test_brief(Check &check)
{
	static constexpr std::ptrdiff_t screen = 45;
	for (const DirectiveRecord &directive : directive_records()) {
		const std::string text = brief_of(std::string{directive.name});
		check.is_true(std::ranges::count(text, '\n') <= screen,
			std::string{directive.name} + ": more than a screen");
		check.contains(text, fmt::format("    [{}]\n    {}={}\n", directive.section,
					     directive.name, directive.example));
	}
	const std::string text = brief_of("ProtectSystem");
	check.contains(text, "  value        no, yes, full, strict; default: no\n");
	check.contains(text, "               and 4 more\n  in the log ");
	check.contains(text, "ProtectSystem=full is safe for most services; balanced if it");
	check.contains(text, "\n`hardenctl explain -l ProtectSystem` shows more.\n");
	check.contains(brief_of("DefaultTasksMax"), "# /etc/systemd/system.conf.d/NAME.conf\n");
	check.lacks(text_of("ProtectSystem"), " more\n");
}

static void test_versions(Check &check)
{
	check.contains(text_of("PrivateTmp", 252), "disconnected (since 257, not in the 252 here)");
	check.contains(text_of("PrivateTmp", 257), "disconnected (since 257):");
	check.contains(text_of("PrivateBPF", 257), "the 257 here does not know it");
	check.contains(text_of("PrivateBPF", 0), "  since        systemd 258\n");
	Explanation explanation = explanation_of({"PrivateBPF"});
	explanation.kernel = "6.1.0-38-amd64";
	check.contains(render_explanation(explanation, {}), "Linux 6.1 runs here: too old (6.9)");
	explanation.kernel = "6.12.48";
	check.contains(
		render_explanation(explanation, {}), "Linux 6.12 runs here: new enough (6.9)");
}

static void test_spelling(Check &check)
{
	const std::string text = text_of("ProtectClock");
	for (const char *name : {"protectclock", "PROTECTCLOCK=", "ProtectClock="})
		check.equal(text_of(name), text);
	check.contains(text_of("readwritedirectories"),
		"ReadWritePaths= (old name: ReadWriteDirectories=)\n");
	check.contains(text_of("226"), "226/NAMESPACE (exit status");
	for (const char *name : {"NAMESPACE", "namespace", "226/NAMESPACE"})
		check.equal(text_of(name), text_of("226"));
	check.contains(text_of("31/SYS"), "SIGSYS (signal 31");
	check.contains(text_of("net_admin"), "CAP_NET_ADMIN (capability)");
	check.contains(text_of("af_netlink"), "AF_NETLINK (address family)");
	check.contains(text_of("@Network-IO"), "@network-io (group of");
}

/** A directive wins, then what is spelt so, then the order of lookup.hh. */
static void test_ambiguity(Check &check)
{
	check.contains(text_of("chown"), "chown (system call)");
	check.contains(text_of("chown(2)"), "chown (system call)");
	check.contains(text_of("CHOWN"), "235/CHOWN (exit status");
	check.contains(text_of("Chown"), "235/CHOWN (exit status");
	check.contains(text_of("user"), "User=\n");
	check.contains(text_of("personality"), "Personality=\n");
	check.contains(text_of("setuid"), "setuid (system call)");
	check.equal(text_of("chown="), "");
	check.equal(text_of(""), "");
	check.equal(text_of("227/NAMESPACE"), "");
}

static std::string titles_of(const std::string &name)
{
	Explanation explanation{.systemd_version = debian_13};
	explanation.entries = look_up_names(name, {.systemd_version = debian_13});
	std::string titles;
	for (const LookupEntry &topic : explanation.entries) {
		Explanation one{.systemd_version = debian_13};
		one.entries.push_back(topic);
		const std::string text = render_explanation(one, {});
		titles += (titles.empty() ? "" : "; ") + text.substr(0, text.find('\n'));
	}
	return titles;
}

static void test_numbers(Check &check)
{
	check.equal(titles_of("226"), "226/NAMESPACE (exit status of systemd itself)");
	check.equal(titles_of("status=226/NAMESPACE"), titles_of("226"));
	check.equal(titles_of("sig=31"), "SIGSYS (signal 31: Bad system call)");
	check.equal(titles_of("status=31/SYS"), titles_of("sig=31"));
	check.equal(titles_of("exit=-13"), "EACCES (error 13: Permission denied)");
	check.equal(titles_of("capability=21"), "CAP_SYS_ADMIN (capability)");
	check.equal(titles_of("family=2"), "AF_INET (address family)");
	check.contains(titles_of("98"), "EADDRINUSE (error 98: Address already in use)");
	check.is_true(titles_of("159").starts_with("159 (exit status); SIGSYS (signal 31"),
		"128 and the signal");
	check.is_true(titles_of("127").starts_with("127 (exit status)"), "of a shell");
#ifdef __x86_64__
	check.equal(titles_of("syscall=41"), "socket (system call)");
	check.equal(titles_of("41"), "socket (system call); 41 (exit status)");
	check.equal(titles_of("30"),
		"EROFS (error 30: Read-only file system); SIGPWR (signal 30: Power failure); "
		"shmat (system call); 30 (exit status)");
	check.equal(titles_of("143"),
		"143 (exit status); SIGTERM (signal 15: Terminated); sched_getparam (system call)");
	check.contains(titles_of("11"), "; munmap (system call); 11 (exit status)");
#endif
	for (const char *name : {"100000", "-1", "syscall=", "sig=x", "arch=c000003e", "41x"})
		check.equal(titles_of(name), "");
}

/** What people copy from a terminal. */
static void test_pasted(Check &check)
{
	for (const char *text : {"Read-only file system", "read-only FILE system.", "EROFS"})
		check.equal(titles_of(text), "EROFS (error 30: Read-only file system)");
	check.equal(titles_of("Bad system call (core dumped)"), titles_of("31/SYS"));
	check.equal(titles_of("code=killed, status=31/SYS"), titles_of("31/SYS"));
	check.equal(titles_of("code=exited, status=226/NAMESPACE"), titles_of("226"));
	check.equal(titles_of("code=exited, status=127/n/a"), "127 (exit status)");
	check.equal(titles_of("status=1/FAILURE"), "1 (exit status)");
	check.equal(titles_of("~@mount"), titles_of("@mount"));
	check.equal(
		titles_of("SystemCallFilter=~@mount"), titles_of("@mount") + "; SystemCallFilter=");
	check.equal(titles_of("RestrictNamespaces_cgroup"), "RestrictNamespaces=");
	check.equal(titles_of("RestrictNamespaces=~cgroup"), "RestrictNamespaces=");
	check.equal(titles_of("CapabilityBoundingSet=~CAP_SYS_(NICE|RESOURCE)"),
		"CAP_SYS_NICE (capability); CAP_SYS_RESOURCE (capability); CapabilityBoundingSet=");
	check.contains(titles_of("CapabilityBoundingSet=~CAP_(DAC_*|FOWNER|IPC_OWNER)"),
		"CAP_DAC_OVERRIDE (capability); CAP_DAC_READ_SEARCH (capability); CAP_FOWNER");
	check.equal(titles_of("RestrictAddressFamilies=~AF_(INET|INET6)"),
		"AF_INET (address family); AF_INET6 (address family); RestrictAddressFamilies=");
	check.equal(titles_of("User=/DynamicUser="), "User=; DynamicUser=");
	check.equal(titles_of("UserOrDynamicUser"), "DynamicUser=; User=");
	check.equal(titles_of("RootDirectory=/srv"), "RootDirectory=");
	for (const char *text : {"Chown=~x", "=~", "~@", "~@nothing", "()", "=/=", "A=/B="})
		check.equal(titles_of(text), "");
}

/** What is the cause most often comes first. */
static void test_order_of_causes(Check &check)
{
	const std::string text = brief_of("EROFS");
	check.contains(text, "  returned by  ProtectSystem=\n");
	check.contains(text, " more\n");
	check.lacks(text, "\n\n\n");
	const std::string none = brief_of("SIGPWR");
	check.contains(none, "\n\n  caused by    no directive:");
	check.lacks(none, "\n\n\n");
}

static void test_value(Check &check)
{
	check.contains(text_of("ProtectSystem=strict"), "ProtectSystem=\n");
	check.contains(text_of("ProtectSystem=strict"),
		"  this value   strict: The whole tree is read-only");
	check.equal(text_of("ProtectSystem="), text_of("ProtectSystem"));
	check.contains(text_of("ReadWriteDirectories=/srv"), "ReadWritePaths=");
	check.equal(text_of("chown=x"), "");
}

static void test_near_names(Check &check)
{
	const System system{.systemd_version = debian_13};
	check.equal(suggest_name("ProtectClok", system).value_or(""), "ProtectClock=");
	check.equal(suggest_name("chwon", system).value_or(""), "chown");
	check.equal(suggest_name("net_admn", system).value_or(""), "CAP_NET_ADMIN");
	check.equal(suggest_name("@netwrk-io", system).value_or(""), "@network-io");
	check.is_true(!suggest_name("frobnicate", system), "nothing is near");
}

static void test_group(Check &check)
{
	const std::string text = text_of("@clock");
	check.contains(text, "@clock (group of 6 system calls, as systemd 257 has it)\n");
	check.contains(text, "  calls        adjtimex, clock_adjtime,");
	check.contains(text, "  is part of   @privileged");
	check.contains(text, "  denied by    ProtectClock=\n");
	check.contains(text_of("@sandbox"), "systemd 252 does not have it");
	check.contains(text_of("@sandbox", 252), "as systemd 257 has it");
	check.contains(
		text_of("@system-service", 252), "(group of 376 system calls, as systemd 252");
	check.contains(text_of("@clock", 259), "systemd 259 is here; 257 is the nearest");
}

static void test_call(Check &check)
{
	const std::string text = text_of("chown");
	check.contains(text, "@chown, @privileged, @system-service");
	check.contains(text, "  needs        CAP_CHOWN");
	check.contains(text_of("clock_settime"), "ProtectClock=yes: EPERM\n");
	check.contains(text_of("sethostname"), "ProtectHostname=yes: EPERM\n");
	check.contains(text_of("mprotect"), "MemoryDenyWriteExecute=yes: EPERM, depending on");
	check.contains(text_of("unshare"), "RestrictNamespaces=yes: EPERM");
	check.contains(text_of("socket"), "RestrictAddressFamilies=: EAFNOSUPPORT");
}

static void test_other_kinds(Check &check)
{
	const std::string capability = text_of("CAP_SYS_TIME");
	check.contains(capability, "It lets a process set the system clock");
	check.contains(capability, "always: clock_settime, settimeofday, stime");
	check.contains(capability, "ProtectClock=yes");
	check.contains(text_of("EROFS"), "ProtectSystem=\n");
	check.contains(text_of("EXDEV"), "no directive: the cause is outside");
	check.contains(text_of("SIGSYS"), "SystemCallFilter=\n");
	check.contains(text_of("AF_INET6"), "  restricted by");
	check.contains(text_of("CAP_KILL"), "(CAP_KILL): EPERM");
	check.contains(text_of("226"), "Failed at step NAMESPACE");
	check.contains(text_of("226"), "namespacing: /x: No such file or directory");
	check.contains(text_of("226"), "`hardenctl diagnose UNIT` shows which");
	check.lacks(text_of("229"), "shows which");
	check.contains(text_of("218"), "CapabilityBoundingSet=");
}

static void test_json(Check &check)
{
	const json topic = json_of("ProtectSystem")["topics"][0];
	check.equal(topic["kind"].get<std::string>(), "directive");
	check.equal(topic["since"].get<int>(), 214);
	check.is_true(topic["known_here"].get<bool>(), "257 has it");
	check.equal(topic["values"][3]["value"].get<std::string>(), "strict");
	check.equal(topic["implied_by"][0]["directive"].get<std::string>(), "DynamicUser");
	check.equal(topic["exit_statuses"][0]["name"].get<std::string>(), "NAMESPACE");
	check.equal(topic["loosen"][0]["edit"].get<std::string>(), "StateDirectory={name}");
	check.is_true(json_of("ProtectSystem", 0)["systemd"].is_null(), "unknown version");
	check.equal(json_of("@clock")["topics"][0]["kind"].get<std::string>(), "group");
	check.equal(json_of("226")["topics"][0]["status"].get<int>(), 226);
	check.equal(json_of("chown")["topics"][0]["capability"].get<std::string>(), "CAP_CHOWN");
}

static void test_colors_change_nothing_else(Check &check)
{
	const std::string plain = text_of("ProtectSystem");
	std::string colored = render_explanation(
		explanation_of({"ProtectSystem"}), {.color = true, .full = true});
	for (auto at = colored.find('\x1b'); at != colored.npos; at = colored.find('\x1b'))
		colored.erase(at, colored.find('m', at) - at + 1);
	check.equal(colored, plain);
}

/** Nothing of any table is wider than the screen, lost, or no JSON. */
static void check_fit(Check &check, const std::string &name, unsigned version)
{
	const auto explanation = explanation_of({name}, version);
	if (!check.is_true(explanation.entries.size() == 1, name))
		return;
	const Utf8Scope utf8;
	const std::string text = render_explanation(explanation, {});
	for (const std::string_view line : split(text, '\n'))
		check.is_true(display_width(line) <= 80, name + ": " + std::string{line});
	check.is_true(text.size() > 100 && text.ends_with('\n'), name);
	const json document =
		json::parse(render_explanation_json(explanation, JsonMode::Pretty), nullptr, false);
	check.is_true(document.is_object() && document["topics"].size() == 1, name + ": JSON");
}

static void test_everything_fits(Check &check)
{
	for (const DirectiveRecord &directive : directive_records())
		check_fit(check, std::string{directive.name}, debian_13);
	for (const unsigned version : syscall_group_versions())
		for (const SyscallGroup &group : syscall_groups(version))
			check_fit(check, std::string{group.name}, version);
	for (int status = 200; status <= 246; ++status)
		if (!exit_status_name(status).empty())
			check_fit(check, std::to_string(status), debian_13);
	for (unsigned capability = 0; capability < capability_count; ++capability)
		check_fit(check, std::string{capability_name(capability)}, debian_13);
	for (const DirectiveRecord &directive : directive_records())
		for (const DenialRecord &denial : directive.denies)
			if (!denial.answer.empty())
				check_fit(check, std::string{denial.answer}, debian_13);
}

static void test_catalogue(Check &check)
{
	Explanation explanation{.systemd_version = debian_13};
	for (const DirectiveRecord &directive : directive_records())
		explanation.entries.emplace_back(directive_entry(directive.id));
	const std::string text = render_catalogue(explanation, {});
	check.contains(text,
		"\nProtectClock=                         Stops the service from setting "
		"the clock.\n");
	check.contains(text, "directives listed.");
	const Utf8Scope utf8;
	for (const std::string_view line : split(text, '\n'))
		check.is_true(display_width(line) <= 80, line);
	check.lacks(render_catalogue(explanation, {.legend = false}), "DIRECTIVE");
	check.lacks(render_catalogue(explanation, {.width = 0}), "…");
}

static constexpr std::array cases{
	Case{"a directive", test_directive},
	Case{"parts of a directive", test_directive_parts},
	Case{"one screen", test_brief},
	Case{"versions of systemd and the kernel", test_versions},
	Case{"spelling", test_spelling},
	Case{"ambiguity", test_ambiguity},
	Case{"numbers", test_numbers},
	Case{"pasted text", test_pasted},
	Case{"order of causes", test_order_of_causes},
	Case{"a value", test_value},
	Case{"near names", test_near_names},
	Case{"a group", test_group},
	Case{"a system call", test_call},
	Case{"other kinds", test_other_kinds},
	Case{"json", test_json},
	Case{"colours change nothing else", test_colors_change_nothing_else},
	Case{"everything fits", test_everything_fits},
	Case{"the catalogue", test_catalogue},
};

int main()
{
	return run("report explain", cases);
}
