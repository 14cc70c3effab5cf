# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# A failure that was repaired is over at once, not only after a minute.
. "$(dirname "$0")/lib.sh"

# break_unit NAME RESTART PROGRAM TYPE [SEC]: fails by ProtectSystem=strict
break_unit() {
	unit "$1" <<EOF
[Unit]
StartLimitIntervalSec=0
[Service]
Type=$4
Restart=$2
RestartSec=${5:-300ms}
ProtectSystem=strict
ExecStart=bash -c '$3'
EOF
	systemctl start "$1" 2>/dev/null
	sleep 1.2
}
repair() {
	drop_in "$1" repair <<EOF
[Service]
ReadWritePaths=/var/lib
EOF
	systemctl daemon-reload
	sleep 0.2
	systemctl restart "$1"
	sleep "${2:-0.1}"
}

# a loop of automatic restarts, each of which was started (Type=simple)
break_unit live-loop on-failure 'touch /var/lib/live-loop && exec sleep infinity' simple
expect "ProtectSystem=strict" hardenctl diagnose live-loop
repair live-loop
expect "No denial was found" hardenctl diagnose live-loop
expect "is repaired" hardenctl diagnose live-loop
expect_not "live-loop" hardenctl list

# the manager's own next try succeeds, without a restart by hand
break_unit live-auto on-failure 'touch /var/lib/live-auto && exec sleep infinity' simple 6s
expect "ProtectSystem=strict" hardenctl diagnose live-auto
# the change is loaded between two tries
for _ in $(seq 50); do
	[ "$(systemctl show --value -p SubState live-auto)" = auto-restart ] && break
	sleep 0.2
done
drop_in live-auto repair <<EOF
[Service]
ReadWritePaths=/var/lib
EOF
systemctl daemon-reload
for _ in $(seq 100); do
	sleep 0.2
	[ -e /var/lib/live-auto ] && break
done
sleep 0.5
expect "is repaired" hardenctl diagnose live-auto
expect "No denial was found" hardenctl diagnose live-auto

# it never came to be started (Type=notify would wait; oneshot fails in its start)
break_unit live-once no 'touch /var/lib/live-once' oneshot
expect "ProtectSystem=strict" hardenctl diagnose live-once
repair live-once
expect "No denial was found" hardenctl diagnose live-once

# a restart that repairs nothing is no repair, not even with a changed file
break_unit live-bad on-failure 'sleep 0.4; touch /var/lib/live-bad && exec sleep infinity' simple
drop_in live-bad other <<EOF
[Service]
Nice=1
EOF
systemctl daemon-reload
systemctl restart live-bad
sleep 1.5
expect "ProtectSystem=strict" hardenctl diagnose live-bad
[ -z "${EXPORT:-}" ] || journalctl -o export -u live-loop >"$EXPORT"
finish
