// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace hardenctl {

struct LoginUnit {
	/** Without type and instance: stands for services, sockets and instances of that name. */
	std::string_view prefix;
	/** What it does for logins: a clause that follows the name. */
	std::string_view reason;
};

/** Units as Debian, Fedora, Arch Linux and openSUSE name them. */
inline constexpr std::array login_units{
	LoginUnit{"ModemManager", "brings the network up"},
	LoginUnit{"NetworkManager", "brings the network up"},
	LoginUnit{"autofs", "mounts home directories"},
	LoginUnit{"connman", "brings the network up"},
	LoginUnit{"console-getty", "runs the login prompt of a console"},
	LoginUnit{"container-getty", "runs the login prompt of a console"},
	LoginUnit{"dbus", "connects logins to systemd-logind and polkit"},
	LoginUnit{"dbus-broker", "connects logins to systemd-logind and polkit"},
	LoginUnit{"dhcpcd", "brings the network up"},
	LoginUnit{"display-manager", "runs graphical logins"},
	LoginUnit{"dropbear", "accepts logins over the network"},
	LoginUnit{"ebtables", "decides which packets reach this system"},
	LoginUnit{"emergency", "is the shell of last resort"},
	LoginUnit{"firewalld", "decides which packets reach this system"},
	LoginUnit{"gdm", "runs graphical logins"},
	LoginUnit{"gdm3", "runs graphical logins"},
	LoginUnit{"getty", "runs the login prompt of a console"},
	LoginUnit{"greetd", "runs logins"},
	LoginUnit{"ifup", "brings the network up"},
	LoginUnit{"ip6tables", "decides which packets reach this system"},
	LoginUnit{"ipsec", "may carry the connection to this system"},
	LoginUnit{"iptables", "decides which packets reach this system"},
	LoginUnit{"iwd", "brings the network up"},
	LoginUnit{"lightdm", "runs graphical logins"},
	LoginUnit{"netfilter-persistent", "decides which packets reach this system"},
	LoginUnit{"network", "brings the network up"},
	LoginUnit{"networking", "brings the network up"},
	LoginUnit{"nftables", "decides which packets reach this system"},
	LoginUnit{"nscd", "answers who a user is"},
	LoginUnit{"nslcd", "answers who a user is"},
	LoginUnit{"oddjobd", "makes home directories at login"},
	LoginUnit{"openvpn", "may carry the connection to this system"},
	LoginUnit{"openvpn-client", "may carry the connection to this system"},
	LoginUnit{"openvpn-server", "may carry the connection to this system"},
	LoginUnit{"polkit", "decides what a session may do"},
	LoginUnit{"rescue", "is the shell of last resort"},
	LoginUnit{"sddm", "runs graphical logins"},
	LoginUnit{"serial-getty", "runs the login prompt of a console"},
	LoginUnit{"shorewall", "decides which packets reach this system"},
	LoginUnit{"ssh", "accepts logins over the network"},
	LoginUnit{"sshd", "accepts logins over the network"},
	LoginUnit{"sshd-unix-local", "accepts logins from the host"},
	LoginUnit{"sshd-vsock", "accepts logins from the host"},
	LoginUnit{"sssd", "checks passwords and answers who a user is"},
	LoginUnit{"sssd-kcm", "keeps the tickets of logins"},
	LoginUnit{"sssd-nss", "answers who a user is"},
	LoginUnit{"sssd-pam", "checks passwords"},
	LoginUnit{"strongswan", "may carry the connection to this system"},
	LoginUnit{"systemd-homed", "opens home directories"},
	LoginUnit{"systemd-logind", "registers sessions"},
	LoginUnit{"systemd-networkd", "brings the network up"},
	LoginUnit{"systemd-resolved", "answers who a host is"},
	LoginUnit{"systemd-user-sessions", "allows logins"},
	LoginUnit{"systemd-userdbd", "answers who a user is"},
	LoginUnit{"tailscaled", "may carry the connection to this system"},
	LoginUnit{"ufw", "decides which packets reach this system"},
	LoginUnit{"unscd", "answers who a user is"},
	LoginUnit{"user", "runs the user's part of a session"},
	LoginUnit{"user-runtime-dir", "makes the runtime directory of a session"},
	LoginUnit{"wg-quick", "may carry the connection to this system"},
	LoginUnit{"wicked", "brings the network up"},
	LoginUnit{"wickedd", "brings the network up"},
	LoginUnit{"winbind", "checks passwords and answers who a user is"},
	LoginUnit{"wpa_supplicant", "brings the network up"},
};
static_assert(std::ranges::adjacent_find(login_units, std::ranges::greater_equal{},
		      &LoginUnit::prefix) == login_units.end(),
	"sorted and unique");

} // namespace hardenctl
