# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# --follow prints each finding once, as it happens; SIGINT ends it well.
. "$(dirname "$0")/lib.sh"

unit live-f <<'EOF'
[Unit]
StartLimitIntervalSec=0
[Service]
Type=oneshot
ProtectSystem=strict
ExecStart=touch /var/lib/live-f
EOF
systemctl start live-f 2>/dev/null

hardenctl list -f >/tmp/list &
list=$!
hardenctl diagnose live-f -f --json=short >/tmp/json &
json=$!
sleep 1
[ ! -s /tmp/list ] || { echo "what was before is printed"; cat /tmp/list; failures=1; }
for _ in 1 2 3; do
	systemctl start live-f 2>/dev/null
	sleep 1.5
done
kill -INT $list $json
wait $list || { echo "list ended with $?"; failures=1; }
wait $json || { echo "diagnose ended with $?"; failures=1; }
expect "live-f.service" cat /tmp/list
expect "ProtectSystem=strict" cat /tmp/list
expect '"directive":"ProtectSystem"' cat /tmp/json
[ "$(grep -c live-f /tmp/list)" = 1 ] || { echo "not once:"; cat /tmp/list; failures=1; }
[ "$(grep -c '^{.*}$' /tmp/json)" = 1 ] || { echo "not one line:"; cat /tmp/json; failures=1; }
expect "does not grow" hardenctl diagnose live-f -f --log=/etc/passwd
finish
