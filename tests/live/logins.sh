# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# Units that logins need are changed with a way back only.
. "$(dirname "$0")/lib.sh"

# what logins need, under a name that says so
make_broken nslcd
# nothing was tried
expect "does not run" hardenctl tighten $unit --trial --settle=1
expect_not "rolls the change back" hardenctl tighten $unit --trial --settle=1
expect "nslcd.service answers who a user is, so the service manager rolls the change back 2min after it works, unless confirmed" \
	hardenctl loosen $unit --apply --settle=1
expect "hardenctl-way-back-nslcd.service" systemctl list-timers --all
ls /etc/systemd/system/nslcd.service.d >/dev/null 2>&1 && fail "kept without a confirmation"
expect "stays, in /etc/systemd/system/nslcd.service.d" hardenctl confirm $unit
break_again
expect "hardenctl confirm nslcd.service" hardenctl loosen $unit --apply --settle=1 --confirm=3
wait_until untouched
sleep 1
journalctl --sync
hardenctl bisect $unit --settle=1 >/tmp/out 2>&1 &
bisecting=$!
wait_until systemctl is-active -q 'hardenctl-way-back-*.timer'
kill -KILL $bisecting
hardenctl revert $unit >/dev/null 2>&1
wait_until untouched
finish
