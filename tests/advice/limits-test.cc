// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/limits.hh"

#include "../unit/tree.hh"
#include "advice/diagnose.hh"
#include "advice/edits.hh"
#include "harness.hh"
#include "layered-unit.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace hardenctl;
using test::Check;

namespace {

constexpr System system_257{.systemd_version = 257};

std::string openings_text(const std::vector<Opening> &openings)
{
	std::string text;
	for (const Opening &opening : openings)
		text += (text.empty() ? "" : " ") + opening.what + (opening.is_refused ? "!" : "");
	return text;
}

std::string opened(const std::string &unit, const std::vector<std::string> &lines,
	const std::optional<std::string> &tree = "/nowhere")
{
	Edit edit{.scope = Scope::Narrowest, .lines = lines};
	const UnitConfig config = test::layered_unit("", unit);
	set_openings(edit, Sandbox{config, system_257},
		Sandbox{with_lines(config, lines), system_257}, tree);
	return openings_text(edit.openings);
}

/** What may be applied unasked. */
void narrow_edits_open_nothing(Check &check)
{
	check.equal(opened("ProtectSystem=strict", {"ReadWritePaths=-/srv/app"}), "");
	check.equal(opened("ProtectSystem=strict", {"StateDirectory=x"}), "");
	check.equal(opened("SystemCallFilter=~@network-io", {"SystemCallFilter=socket"}), "");
	check.equal(
		opened("CapabilityBoundingSet=", {"CapabilityBoundingSet=CAP_NET_BIND_SERVICE"}),
		"");
	check.equal(
		opened("RestrictAddressFamilies=AF_UNIX", {"RestrictAddressFamilies=AF_INET"}), "");
	check.equal(
		opened("PrivateDevices=yes", {"BindPaths=-/dev/tty", "DeviceAllow=/dev/tty rw"}),
		"");
	check.equal(opened("NoExecPaths=/", {"ExecPaths=-/usr/bin/x -/usr/lib -/usr/lib64"}), "");
	check.equal(opened("InaccessiblePaths=/etc/passwd",
			    {"InaccessiblePaths=", "ReadOnlyPaths=-/etc/passwd"}),
		"");
}

/** Of a line that any process may have written under the program's name. */
void what_is_guessed_needs_a_yes(Check &check)
{
	const std::vector<std::string> lines{"ReadWritePaths=-/srv/app"};
	const UnitConfig config = test::layered_unit("", "ProtectSystem=strict");
	Edit edit{.scope = Scope::Narrowest,
		.lines = lines,
		.purpose = Purpose{{}, {.source = Source::Program, .tie_is_guess = true}}};
	set_openings(edit, Sandbox{config, system_257},
		Sandbox{with_lines(config, lines), system_257}, "/nowhere");
	check.equal(openings_text(edit.openings), lines.front());
}

void dangerous_capabilities_need_a_yes(Check &check)
{
	check.equal(opened("CapabilityBoundingSet=", {"CapabilityBoundingSet=CAP_SYS_ADMIN"}),
		"CAP_SYS_ADMIN");
	check.equal(opened("User=svc", {"AmbientCapabilities=CAP_SYS_ADMIN"}), "CAP_SYS_ADMIN");
	check.equal(opened("CapabilityBoundingSet=CAP_CHOWN",
			    {"CapabilityBoundingSet=CAP_SETGID CAP_SETUID"}),
		"CAP_SETGID CAP_SETUID");
	check.equal(opened("CapabilityBoundingSet=", {"CapabilityBoundingSet=~"}),
		"CapabilityBoundingSet=~");
}

void dangerous_calls_need_a_yes(Check &check)
{
	check.equal(
		opened("SystemCallFilter=@system-service", {"SystemCallFilter=mount"}), "mount");
	check.equal(opened("SystemCallFilter=~@mount @module @network-io",
			    {"SystemCallFilter=@mount @module @network-io"}),
		"@mount @module");
	check.equal(opened("SystemCallFilter=~ptrace bpf", {"SystemCallFilter=ptrace"}), "ptrace");
}

void dangerous_paths_need_a_yes(Check &check)
{
	const std::string strict = "ProtectSystem=strict\nProtectHome=yes";
	check.equal(opened(strict, {"ReadWritePaths=-/etc/shadow"}), "/etc/shadow");
	check.equal(opened(strict, {"ReadWritePaths=-/usr/bin"}), "/usr/bin");
	check.equal(opened(strict, {"ConfigurationDirectory=sudoers.d"}), "/etc/sudoers.d");
	check.equal(opened(strict, {"ReadWritePaths=-/run"}),
		"/run/credentials /run/dbus /run/log /run/systemd /run/udev");
	check.equal(opened(strict, {"ReadWritePaths=-/run",
					   "ReadOnlyPaths=-/run/credentials -/run/dbus "
					   "-/run/log -/run/systemd -/run/udev -/run/user"}),
		"");
	check.equal(opened(strict, {"ProtectHome=tmpfs", "BindPaths=-/root/.ssh"}), "/root/.ssh");
	check.equal(opened(strict, {"ProtectHome=tmpfs", "BindReadOnlyPaths=-/root/.ssh"}),
		"/root/.ssh");
	check.equal(opened("InaccessiblePaths=/etc/shadow",
			    {"InaccessiblePaths=", "ReadOnlyPaths=-/etc/shadow"}),
		"/etc/shadow");
	check.contains(opened(strict, {"ProtectSystem=no"}), "/usr");
	check.contains(opened(strict, {"ProtectSystem=full"}), "/var/spool/cron");
	check.equal(
		opened("PrivateDevices=yes", {"BindPaths=-/dev/mem", "DeviceAllow=/dev/mem rw"}),
		"/dev/mem");
}

void links_lead_where_systemd_goes(Check &check)
{
	const test::Tree tree;
	tree.write("/etc/x", "");
	mkdir((tree.root() + "/srv").c_str(), 0755);
	if (symlink("/etc", (tree.root() + "/srv/link").c_str()) != 0)
		return;
	check.contains(opened("ProtectSystem=strict", {"ReadWritePaths=-/srv/link"}, tree.root()),
		"/srv/link");
	check.equal(opened("ProtectSystem=strict", {"ReadWritePaths=-/proc/self/root/srv"}),
		"/proc/self/root/srv");
}

/** Neither with a yes: another user's files are at stake, or all of root's rights. */
void users_are_never_given_up(Check &check)
{
	check.equal(opened("User=svc", {"User="}), "User=!");
	check.equal(opened("User=svc", {"User=root"}), "User=root!");
	check.contains(opened("DynamicUser=yes", {"DynamicUser=no"}), "DynamicUser=no!");
	check.equal(opened("StateDirectory=x\nUser=svc", {"DynamicUser=yes"}), "DynamicUser=yes!");
}

std::vector<Finding> findings_for(
	const std::string &unit, const Denial &denial, const std::string &tree)
{
	Incident incident{.unit = "x.service", .outcome = Outcome::Failed};
	incident.denials = {denial};
	return diagnose(std::move(incident), test::layered_unit("", unit),
		{.systemd_version = 257, .file_tree = tree})
		.findings;
}

Denial written(const std::string &path)
{
	return {.operation = {.kind = OperationKind::Path, .path = path, .access = Access::Write},
		.answer = {.error_number = EROFS}};
}

/** No edit of any scope makes systemd touch what belongs to somebody else. */
void no_directory_of_others_is_taken_over(Check &check)
{
	const test::Tree tree;
	tree.write("/etc/passwd", "root:x:0:0::/:/bin/sh\nsvc:x:4242:4242::/:/bin/sh\n");
	tree.write("/etc/group", "root:x:0:\nsvc:x:4242:\n");
	tree.write("/var/lib/victim/data", "");
	tree.write("/var/log/nginx/error.log", "");
	tree.write(
		"/usr/lib/systemd/system/other.service", "[Service]\nStateDirectory=claimed/x\n");
	for (const std::string user : {"User=svc\n", "DynamicUser=yes\n", "User=svc\nGroup=root\n"})
		for (const std::string path : {"/var/lib/victim/data", "/var/log/nginx/error.log",
			     "/var/lib/claimed/data", "/etc/sudoers.d/x", "/run/systemd/x"})
			for (const Finding &finding : findings_for(
				     user + "ProtectSystem=strict", written(path), tree.root()))
				for (const Edit &edit : finding.edits)
					for (const std::string &line : edit.lines)
						check.is_true(line.find("Directory=") == line.npos,
							"no " + line + " for " + path);
	const auto findings = findings_for(
		"User=svc\nProtectSystem=strict", written("/var/lib/new/data"), tree.root());
	if (check.is_true(!findings.empty() && !findings[0].edits.empty(), "an edit"))
		check.equal(findings[0].edits[0].lines[0], "StateDirectory=new");
}

/** Whatever the path looks like, the first edit is not a wide one. */
void odd_paths_do_not_widen(Check &check)
{
	for (const std::string path : {"/srv/a%n/x", "/srv/a\"b/x", "/srv/a'b/x", "/srv/a b/x",
		     "/srv/a\\b/x", "/srv/a\nProtectSystem=no/x", "/srv/a:b/x", "/srv/a;b/x"})
		for (const Finding &finding :
			findings_for("ProtectSystem=strict", written(path), "/nowhere"))
			if (!finding.edits.empty())
				check.is_true(finding.edits[0].scope == Scope::Narrowest,
					"narrow: " + finding.edits[0].lines[0] + " for " + path);
}

/** All that is wide, and all that gives a directive up, needs a yes. */
void wide_edits_need_a_yes(Check &check)
{
	Denial killed{
		.operation = {.kind = OperationKind::SystemCall}, .answer = {.signal = SIGSYS}};
	unsigned wide = 0;
	for (const Denial &denial : {written("/srv/app/x"), killed})
		for (const Finding &finding : findings_for(
			     "ProtectSystem=strict\nSystemCallFilter=~@mount @module @raw-io",
			     denial, "/nowhere"))
			for (const Edit &edit : finding.edits)
				if (edit.scope != Scope::Narrowest ||
					edit.lines[0].find("@mount") != std::string::npos) {
					check.is_true(!edit.openings.empty(), edit.lines[0]);
					wide++;
				}
	check.is_true(wide >= 4, "there are some");
}

} // namespace

int main()
{
	const test::Case cases[] = {
		{"narrow edits open nothing", narrow_edits_open_nothing},
		{"what is guessed needs a yes", what_is_guessed_needs_a_yes},
		{"dangerous capabilities", dangerous_capabilities_need_a_yes},
		{"dangerous calls", dangerous_calls_need_a_yes},
		{"dangerous paths", dangerous_paths_need_a_yes},
		{"links", links_lead_where_systemd_goes},
		{"users", users_are_never_given_up},
		{"no directory of others", no_directory_of_others_is_taken_over},
		{"odd paths", odd_paths_do_not_widen},
		{"wide edits", wide_edits_need_a_yes},
	};
	return test::run("limits", cases);
}
