# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# tighten --refresh: what a person did to the drop-in stays, what is new is put behind it, what no longer fits is named.
. "$(dirname "$0")/lib.sh"

file=/etc/systemd/system/live-refresh.service.d/zz-hardenctl.conf
refresh() { hardenctl tighten live-refresh --level=balanced --refresh "$@"; }

install -d -o tester /usr/local/live-refresh
printf '#!/bin/sh\nexec sleep infinity\n' >/usr/local/bin/live-refresh
chmod 755 /usr/local/bin/live-refresh
unit live-refresh <<EOF
[Service]
Type=exec
User=tester
ExecStart=/usr/local/bin/live-refresh
EOF
systemctl start live-refresh
expect "has no drop-in of hardenctl's" refresh
expect "revert live-refresh" hardenctl tighten live-refresh --level=balanced --trial --apply --settle=1
expect "Compared with $file." refresh
expect_not "by hand" refresh

# a person changes one line and removes another; a third is not known to have been written, as if by an older systemd
for setting in ProtectSystem ProtectClock RestrictRealtime; do
	grep -q "^$setting=" "$file" || fail "no $setting= to change"
done
sed -i 's/^ProtectSystem=.*/ProtectSystem=full/; /^ProtectClock=/d; /^RestrictRealtime=/d; s/ RestrictRealtime:[0-9a-f]*//' "$file"
sed -i 's/^ProtectHome=.*/ProtectHome=tmpfs/' "$file"
sed -i 's/^# As written for systemd [0-9]*/# As written for systemd 200/' "$file"
sleep 0.1
touch /usr/local/bin/live-refresh
systemctl daemon-reload
expect "was written for systemd 200" refresh
expect "Changed since it was written: /usr/local/bin/live-refresh" refresh
expect "changed by hand: ProtectHome=tmpfs" refresh
expect "removed by hand: ProtectClock=" refresh
expect "RestrictRealtime=yes" refresh
expect_not "
ProtectClock=yes" refresh
expect "is tightened by $file" refresh --trial --apply --settle=1
expect "RestrictRealtime=yes" systemctl show --property=RestrictRealtime live-refresh
expect "ProtectHome=tmpfs" systemctl show --property=ProtectHome live-refresh
expect "ProtectClock=no" systemctl show --property=ProtectClock live-refresh
expect "changed by hand: ProtectHome=tmpfs" refresh
expect_not "
RestrictRealtime=yes" refresh

# an upgrade of its program brings a need
printf '#!/bin/sh\necho >/usr/local/live-refresh/x || exit 1\nexec sleep infinity\n' >/usr/local/bin/live-refresh
systemctl restart live-refresh
sleep 1
journalctl --sync
expect "No longer fits: ProtectSystem=full denied /usr/local/live-refresh/x" refresh
hardenctl revert live-refresh --restart >/dev/null 2>&1
expect "active" systemctl is-active live-refresh
[ ! -e "$file" ] || fail "revert leaves $file"
finish
