# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# trace --user: root names whose manager it is; nobody else can. Its container needs --bpf.
. "$(dirname "$0")/lib.sh"

user_manager
# in a control group of the system's manager
as_root() { systemd-run --quiet --wait --pipe "$(command -v hardenctl)" "$@"; }
systemctl set-environment "LD_LIBRARY_PATH=$LD_LIBRARY_PATH"
as_root trace cron --for=100ms >/tmp/out 2>&1 || as_root trace dbus --for=100ms >/tmp/out 2>&1 || { tail -n 1 /tmp/out; exit 77; }

units=/home/tester/.config/systemd/user
as_user mkdir -p $units
as_user tee $units/live-t.service >/dev/null <<'EOT'
[Service]
StandardOutput=null
StandardError=null
SystemCallFilter=~mkdir:EPERM mkdirat:EPERM
ExecStart=sh -c 'mkdir /tmp/live-t || exit 1; exec sleep infinity'
EOT
as_user systemctl --user daemon-reload

# from its start on, when it has no control group yet
for machine in tester@ tester@.host; do
	as_root trace --user --machine=$machine live-t --restart >/tmp/out 2>&1
	expect "$units/live-t.service:4" cat /tmp/out
	expect 'mkdir("/tmp/live-t") = EPERM by a system call filter' cat /tmp/out
done

expect "--machine=USER@.host names whose it is" as_root trace --user live-t
expect "There is no user nobody-at-all" as_root trace --user --machine=nobody-at-all@ live-t
expect "leave out --detach" as_root trace --user --machine=tester@ live-t --detach
expect "leave out --detach and --stop" as_root trace --user --machine=tester@ live-t --stop
expect "--user --machine=USER@.host" as_user hardenctl trace --user live-t --restart
expect "--user --machine=USER@.host" as_user hardenctl trace --user live-t --detach
finish
