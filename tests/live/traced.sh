# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# loosen --apply --trace sees each denial in the round that uncovers it, of a service that says nothing. Its container needs --bpf.
. "$(dirname "$0")/lib.sh"

install -D /etc/hostname /home/live-traced/secret
mkdir /srv/live-traced
unit live-traced <<'EOF'
[Service]
StandardOutput=null
StandardError=null
ProtectSystem=strict
ProtectHome=yes
RestrictAddressFamilies=AF_UNIX
ExecStart=bash -c 'echo >/srv/live-traced/x || exit 1; read -r line </home/live-traced/secret || exit 1; exec 3<>/dev/udp/127.0.0.1/7 || exit 1; exec sleep infinity'
EOF
systemctl start live-traced
sleep 1
systemctl set-environment "LD_LIBRARY_PATH=$LD_LIBRARY_PATH"
systemd-run --quiet --wait --pipe "$(command -v hardenctl)" trace live-traced --for=100ms >/tmp/out 2>&1 || { tail -n 1 /tmp/out; exit 77; }

# nothing is opened by the service's own paths alone
expect "--accept=/home/live-traced/secret: reading /home/live-traced/secret" hardenctl loosen live-traced --apply --settle=1 --trace

hardenctl loosen live-traced --apply --settle=1 --trace --accept=/home/live-traced/secret >/tmp/out 2>&1
[ "$(grep -c '^Tried ' /tmp/out)" = 3 ] || fail "not three rounds: $(cat /tmp/out)"
expect "active" systemctl is-active live-traced
for line in ReadWritePaths=-/srv/live-traced BindReadOnlyPaths=-/home/live-traced/secret RestrictAddressFamilies=AF_INET; do
	expect "$line" grep -x -- "$line" /etc/systemd/system/live-traced.service.d/zz-hardenctl.conf
done
expect_not "ProtectHome=no" cat /etc/systemd/system/live-traced.service.d/zz-hardenctl.conf
hardenctl revert live-traced --restart >/dev/null

finish
