# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# trace --detach goes on in a service of the manager's; what it saved is there however that ends. Its container needs --bpf.
. "$(dirname "$0")/lib.sh"

systemctl set-environment "LD_LIBRARY_PATH=$LD_LIBRARY_PATH"
record=/var/lib/hardenctl/lab.service.trace
tracer=hardenctl-trace-lab.service

unit lab <<'EOF'
[Service]
ProtectSystem=full
ExecStart=sh -c 'exec 3>>/var/log/lab.log; trap "exec 3>>/var/log/lab.log" HUP; while :; do touch /etc/lab; sleep 0.3; done'
ExecReload=kill -HUP $MAINPID
EOF
systemctl start lab
systemd-run --quiet --wait --pipe "$(command -v hardenctl)" trace lab --for=1s >/tmp/out 2>&1 || { tail -n 1 /tmp/out; exit 77; }

expect "is not being traced: \`hardenctl trace lab.service --detach\` begins that" hardenctl trace lab --stop
expect "tighten lab.service --observe=1d" hardenctl tighten lab --trace
expect "leave out the check" hardenctl trace lab --detach -- true
expect "There is no unit" hardenctl trace nowhere --detach

# killed: all but the last minute is there
expect "lab.service is traced until" hardenctl trace lab --detach --for=1h
[ "$(stat -c %a $record /var/lib/hardenctl | xargs)" = "600 700" ] || fail "modes: $(stat -c '%n %a' $record /var/lib/hardenctl)"
expect "is being traced: \`hardenctl trace lab.service --stop\` ends that" hardenctl trace lab --detach
expect_not '/etc/lab' cat $record
wait_until systemctl is-active --quiet $tracer
sleep 62
systemctl kill -s KILL $tracer
expect '"path":"/etc/lab"' cat $record
expect "that had ended before" hardenctl trace lab --stop
expect "ProtectSystem=full" hardenctl trace lab --stop
expect "The trace shows no start or reload." hardenctl trace lab --stop

# stopped by the manager, as at shutdown: all is there
expect "lab.service is traced until" hardenctl tighten lab --observe=1h
systemctl restart lab
sleep 1
systemctl reload lab
sleep 1
systemctl stop $tracer
expect '"starts":1,"reloaded":true' tail -n 1 $record
expect "that had ended before" hardenctl trace lab --stop
expect "The trace shows no log rotation." hardenctl trace lab --stop
expect "The trace shows no log rotation." hardenctl tighten lab --trace

# its time is up
expect "is traced until" hardenctl trace lab --detach --restart --for=2s
sleep 4
expect "inactive" systemctl is-active $tracer
expect "not-found" systemctl show -P LoadState $tracer
expect '"starts":1' tail -n 1 $record

# --stop in time
expect "is traced until" hardenctl trace lab --detach
sleep 1
hardenctl trace lab --stop --json=short >/tmp/out 2>&1
expect '"verdict":"undecided"' cat /tmp/out
expect_not "ended before" cat /tmp/out
expect "inactive" systemctl is-active $tracer

# hostile or broken
truncate -s 700 $record
expect "It was traced for" hardenctl trace lab --stop
echo '{"hardenctl_trace":1,"unit":"other.service"}' >$record
expect "is of another unit" hardenctl tighten lab --trace
echo nonsense >$record
expect "this is no recording" hardenctl trace lab --stop
chown nobody /var/lib/hardenctl
expect "can be changed by others" hardenctl tighten lab --trace
expect "can be changed by others" hardenctl trace lab --detach
finish
