// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "trial/login-units.hh"

using namespace hardenctl;
using test::Check;

namespace {

const std::vector<std::string> over_ssh{
	"/user.slice/user-1000.slice/session-3.scope", "/system.slice/ssh.service"};
const std::vector<std::string> in_a_terminal{
	"/user.slice/user-1000.slice/user@1000.service/app.slice/term@7.service",
	"/user.slice/user-1000.slice/user@1000.service/init.scope"};

std::string reason(const char *unit, const std::vector<std::string> &groups, bool user = false)
{
	return login_reason(unit, groups, user).value_or("");
}

void the_session_is_known_by_its_groups(Check &check)
{
	for (const char *unit : {"session-3.scope", "user-1000.slice", "user.slice", "ssh.service",
		     "system.slice", "-.slice"})
		check.equal(reason(unit, over_ssh), std::string{"This session runs in "} + unit);
	// whatever it is called
	const std::vector<std::string> other{"/system.slice/my-remote@4-10.0.0.1.service"};
	check.equal(reason("my-remote@4-10.0.0.1.service", other),
		"This session runs in my-remote@4-10.0.0.1.service");
	check.equal(reason("my-remote.socket", other),
		"This session runs in a service of my-remote.socket");
	check.equal(reason("my-remote@5-10.0.0.9.service", other), "");
	check.equal(reason("user-1001.slice", over_ssh), "");
	check.equal(reason("nginx.service", over_ssh), "");
}

void units_of_both_managers_are_told_apart(Check &check)
{
	check.equal(reason("term@7.service", in_a_terminal, true),
		"This session runs in term@7.service");
	check.equal(reason("app.slice", in_a_terminal, true), "This session runs in app.slice");
	check.equal(reason("term@7.service", in_a_terminal), "");
	check.equal(reason("user@1000.service", in_a_terminal),
		"This session runs in user@1000.service");
	check.equal(reason("nginx.service", in_a_terminal, true), "");
}

void what_logins_need_is_known_by_name(Check &check)
{
	check.equal(reason("sshd.service", {}), "sshd.service accepts logins over the network");
	check.equal(reason("ssh.socket", {}), "ssh.socket accepts logins over the network");
	for (const char *unit : {"ssh@3.service", "systemd-logind.service",
		     "systemd-networkd.service", "NetworkManager.service",
		     "wpa_supplicant@wlan0.service", "dbus.service", "dbus-broker.service",
		     "dbus.socket", "polkit.service", "getty@tty1.service",
		     "serial-getty@ttyS0.service", "nftables.service", "iptables.service",
		     "firewalld.service", "ufw.service", "sssd.service", "sssd-pam.socket",
		     "nscd.service", "nslcd.service", "systemd-resolved.service",
		     "systemd-user-sessions.service", "user@1000.service"})
		check.is_true(!reason(unit, {}).empty(), unit);
	for (const char *unit : {"nginx.service", "sshguard.service", "dbus-daemon-x.service",
		     "cron.service", "", "x", "../ssh.service"})
		check.equal(reason(unit, {}), "");
}

void this_process_has_a_group(Check &check)
{
	const auto groups = session_groups();
	check.is_true(!groups.empty(), "at least its own");
}

} // namespace

int main()
{
	static constexpr test::Case cases[]{
		{"the session is known by its groups", the_session_is_known_by_its_groups},
		{"units of both managers are told apart", units_of_both_managers_are_told_apart},
		{"what logins need is known by name", what_logins_need_is_known_by_name},
		{"this process has a group", this_process_has_a_group},
	};
	return test::run("trial login", cases);
}
