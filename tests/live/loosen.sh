# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# What loosen --apply keeps: no user but the unit's own, and no line that another one makes needless.
. "$(dirname "$0")/lib.sh"

install -d -o tester -m 0700 /var/lib/live-user
unit live-user <<EOF
[Service]
Type=simple
User=tester
ExecStart=bash -c 'echo >/var/lib/live-user/x && exec sleep infinity'
EOF
drop_in live-user hardening <<EOF
[Service]
User=nobody
EOF
systemctl daemon-reload
systemctl start live-user
sleep 1
expect "User=tester" hardenctl loosen live-user --apply --settle=1
expect "User=tester" systemctl show --property=User live-user
expect "active" systemctl is-active live-user
hardenctl revert live-user >/dev/null
expect "User=nobody" systemctl show --property=User live-user

# of the second file the log tells no name: nothing less than ProtectSystem=no does it
mkdir -p /srv/live-rounds
unit live-rounds <<'EOF'
[Service]
Type=simple
ProtectSystem=strict
ExecStart=bash -c 'echo >/srv/live-rounds/x || exit 1; (echo >/usr/share/live-rounds) 2>/dev/null || { echo "state: Read-only file system" >&2; exit 1; }; exec sleep infinity'
EOF
systemctl daemon-reload
systemctl start live-rounds
sleep 1
expect "ReadWritePaths=-/srv/live-rounds" hardenctl loosen live-rounds
expect "  --accept=ProtectSystem=full: " hardenctl loosen live-rounds --apply --settle=1
expect_not "hardenctl" ls /etc/systemd/system/live-rounds.service.d
expect "ProtectSystem=no" hardenctl loosen live-rounds --apply --settle=1 --accept=ProtectSystem=full --accept=ProtectSystem=yes --accept=ProtectSystem=no
expect "active" systemctl is-active live-rounds
expect_not "ReadWritePaths=" cat /etc/systemd/system/live-rounds.service.d/*hardenctl*
finish
