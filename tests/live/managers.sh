# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# Other managers than the system's, users that may not read all, and none at all.
. "$(dirname "$0")/lib.sh"

unit live-m <<'EOF'
[Service]
Type=oneshot
ProtectSystem=strict
ExecStart=touch /var/lib/live-m
EOF
systemctl start live-m 2>/dev/null
expect "live-m.service" hardenctl list
expect "ProtectSystem=strict" hardenctl diagnose live-m -M .host
expect "No container nowhere runs here" hardenctl diagnose live-m -M nowhere
expect "Invalid machine name" hardenctl diagnose live-m -M ../x
expect "excludes --root=" hardenctl diagnose live-m -M .host --root=/opt

# failed units whose log is gone are listed, too
journalctl --quiet --rotate
journalctl --quiet --vacuum-size=1K
expect "undecided" hardenctl list
expect_not "live-m.service" hardenctl list --since=-1s

# a user manager
systemctl start user@0.service 2>/dev/null
if systemctl --quiet is-active user@0.service; then
export XDG_RUNTIME_DIR=/run/user/0
mkdir -p /root/.config/systemd/user
cat >/root/.config/systemd/user/live-u.service <<'EOF'
[Service]
Type=oneshot
SystemCallFilter=~mkdir mkdirat
SystemCallErrorNumber=EPERM
ExecStart=mkdir /tmp/live-u
EOF
systemctl --user daemon-reload
systemctl --user start live-u 2>/dev/null
expect "live-u.service" hardenctl --user list
expect "/root/.config/systemd/user/live-u.service:3" hardenctl --user show live-u
expect "SystemCallFilter=" hardenctl --user diagnose live-u
unset XDG_RUNTIME_DIR
else
	echo "no user manager can be started here: --user was not tried"
fi

# without a right to read the journal
plain() {
	setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/ "$@"
}
expect "group systemd-journal or adm" plain hardenctl diagnose live-m
expect "/etc/systemd/system/live-m.service:3" plain hardenctl show live-m

# no manager: a chroot
mount --bind / /mnt
expect "/etc/systemd/system/live-m.service:3" unshare --mount sh -c \
	'umount -l /run; hardenctl show live-m'
expect_not "manager" unshare --mount sh -c 'umount -l /run; hardenctl show live-m'
umount /mnt
finish
