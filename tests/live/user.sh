# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# --user as a plain user with a manager of his own: read, repaired and taken back without root.
. "$(dirname "$0")/lib.sh"

user_manager
units=/home/tester/.config/systemd/user
as_user mkdir -p $units/live-u.service.d
as_user tee $units/live-u.service >/dev/null <<'EOT'
[Service]
ExecStart=sh -c 'mkdir -p /tmp/live-u && exec sleep infinity'
EOT
as_user tee $units/live-u.service.d/50-hard.conf >/dev/null <<'EOT'
[Service]
SystemCallFilter=~mkdir mkdirat
SystemCallErrorNumber=EPERM
EOT
as_user systemctl --user daemon-reload
as_user systemctl --user start live-u
sleep 1
journalctl --sync
before=$(as_user systemctl --user show -P DropInPaths live-u)

expect "live-u.service" as_user hardenctl --user list
expect "50-hard.conf:2" as_user hardenctl --user show live-u
expect "50-hard.conf:2" as_user hardenctl --user diagnose live-u
expect "SystemCallFilter=mkdir" as_user hardenctl --user loosen live-u

# repaired, and taken back
expect "hardenctl revert --user live-u.service takes it back" as_user hardenctl --user loosen live-u --apply --settle=1s --check='test -d /tmp/live-u'
expect "running" as_user systemctl --user show -P SubState live-u
expect "$units/live-u.service.d/zz-hardenctl.conf" as_user systemctl --user show -P DropInPaths live-u
rm -rf /tmp/live-u
expect "zz-hardenctl.conf" as_user hardenctl --user revert live-u --restart
expect_not "zz-hardenctl" as_user systemctl --user show -P DropInPaths live-u
[ "$(as_user systemctl --user show -P DropInPaths live-u)" = "$before" ] || { echo "not as before"; failures=1; }

# at run time only, to be confirmed, and given up
sleep 1
journalctl --sync
expect "hardenctl confirm --user live-u.service" as_user hardenctl --user loosen live-u --apply --runtime --settle=1s --confirm=60s
expect "hardenctl-way-back" as_user systemctl --user list-timers --all
expect "live-u" as_user hardenctl --user revert live-u
expect_not "hardenctl-way-back" as_user systemctl --user list-timers --all
[ -z "$(ls -A /run/user/"$id"/hardenctl 2>/dev/null)" ] || { echo "left: $(ls -A /run/user/"$id"/hardenctl)"; failures=1; }

# the filter's records are the kernel's: they are not in his journal
expect "Nothing can be learned without the kernel's log" as_user hardenctl --user learn live-u --for=1s
expect_not "zz-hardenctl" as_user systemctl --user show -P DropInPaths live-u

# the system's units are not his to change: said before anything is touched
unit live-sys <<'EOT'
[Service]
Type=oneshot
ProtectSystem=strict
ExecStart=touch /var/lib/live-sys
EOT
systemctl start live-sys 2>/dev/null
for change in "loosen live-sys --apply" "revert live-sys" "confirm live-sys" "learn live-sys"; do
	# shellcheck disable=SC2086 # words
	expect "Writing to /run" as_user hardenctl $change
done
expect "Only this user's own journal entries can be seen" as_user hardenctl diagnose live-sys
expect "group systemd-journal or adm" as_user hardenctl list
finish
