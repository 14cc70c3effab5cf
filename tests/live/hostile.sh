# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# What is in the way of a change: files of others, a check that does not end, a pager.
. "$(dirname "$0")/lib.sh"

make_broken live-x
# a state directory and a lock that are not hardenctl's
mkdir -p /tmp/victim
rm -rf /run/hardenctl
ln -s /tmp/victim /run/hardenctl
for change in "loosen $unit --apply" "revert $unit" "confirm $unit" "bisect $unit"; do
	# shellcheck disable=SC2086 # words
	expect "/run/hardenctl is not a directory: remove it." hardenctl $change
done
[ -z "$(ls -A /tmp/victim)" ] || fail "written through the link: $(ls -A /tmp/victim)"
rm /run/hardenctl
mkdir -m 777 /run/hardenctl
expect "/run/hardenctl can be changed by others" hardenctl loosen $unit --apply
chown tester /run/hardenctl
chmod 700 /run/hardenctl
expect "/run/hardenctl can be changed by others" hardenctl revert $unit
rm -rf /run/hardenctl
mkdir -m 700 /run/hardenctl
mkfifo /run/hardenctl/$unit.service.lock
expect "$unit.service.lock is not a regular file" timeout 20 hardenctl loosen $unit --apply
rm /run/hardenctl/$unit.service.lock
ln -s /etc/passwd /run/hardenctl/$unit.service.lock
expect "$unit.service.lock is not a regular file" timeout 20 hardenctl loosen $unit --apply
rm /run/hardenctl/$unit.service.lock
untouched || fail "touched by what was refused"

# a check that writes without end, and leaves something behind
began=$SECONDS
hardenctl loosen $unit --apply --settle=1 --check='yes & setsid sleep 4711 & sleep 1' >/tmp/out 2>&1 || fail "a check with children: $(cat /tmp/out)"
[ $((SECONDS - began)) -lt 30 ] || fail "it waited for what a check left"
pgrep -f 'sleep 4711' >/dev/null && fail "a child of the check is left"
pgrep -x yes >/dev/null && fail "yes is left"
break_again

# no pager, though one is wanted, and the time and the whole command
if command -v script >/dev/null; then
	printf '#!/bin/sh\ntouch /tmp/paged\ncat\n' >/tmp/my-pager
	chmod +x /tmp/my-pager
	for change in "loosen $unit --apply --settle=1 --confirm=60" "confirm $unit" "revert $unit"; do
		TERM=xterm COLUMNS=30 SYSTEMD_PAGER=/tmp/my-pager SYSTEMD_PAGERSECURE=0 script -qec "hardenctl $change" /dev/null </dev/null >>/tmp/typescript 2>&1
	done
	[ -e /tmp/paged ] && fail "a change is shown in a pager"
	expect "hardenctl confirm $unit.service" cat /tmp/typescript
	grep -qE 'rolled back at [0-9:]{8} \((1min|[0-9]+s) left\) unless confirmed' /tmp/typescript || fail "no time: $(cat /tmp/typescript)"
fi
hardenctl revert $unit >/dev/null 2>&1
finish
