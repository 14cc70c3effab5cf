# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# A reload is part of each trial of tighten.
. "$(dirname "$0")/lib.sh"

cat >/usr/local/bin/lab <<'EOT'
#!/usr/bin/python3
import os, signal, socket
def reload(*_):
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()
signal.signal(signal.SIGHUP, reload)
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
while True:
    signal.pause()
EOT
chmod +x /usr/local/bin/lab
mkdir -p /srv/lab
chown nobody /srv/lab

# what it does when it is reloaded, it does at no other time
unit lab <<'EOT'
[Service]
Type=notify
User=nobody
ExecStart=/usr/local/bin/lab
ExecReload=/usr/bin/touch /srv/lab/reloaded
ExecReload=/bin/kill -HUP $MAINPID
EOT
systemctl start lab
hardenctl tighten lab --trial --level=strict --settle=1 >/tmp/lab.conf 2>/tmp/steps
expect "Reloaded in each trial." cat /tmp/lab.conf
expect_not "not tested: a reload" cat /tmp/lab.conf
mkdir -p /run/systemd/system/lab.service.d
cp /tmp/lab.conf /run/systemd/system/lab.service.d/
systemctl daemon-reload
systemctl restart lab
rm -f /srv/lab/reloaded
systemctl reload lab || fail "a reload fails with what was found"
[ -e /srv/lab/reloaded ] || fail "its reload did nothing"
sleep 0.5
systemctl is-active -q lab || fail "it ends at its reload"
rm -r /run/systemd/system/lab.service.d
systemctl daemon-reload

# as it is, its reload ends it
unit lab <<'EOT'
[Service]
User=nobody
ExecStart=/usr/bin/sleep 1000
ExecReload=/bin/kill -HUP $MAINPID
EOT
systemctl restart lab
hardenctl tighten lab --trial --settle=1 >/tmp/lab.conf 2>/tmp/steps
expect "As it is, it ends when it is reloaded." cat /tmp/lab.conf
expect "Not tested: a reload." cat /tmp/lab.conf
systemctl is-active -q lab || fail "it does not run as before"

# the same a moment later
cat >/usr/local/bin/lab <<'EOT'
#!/usr/bin/python3
import signal, sys, time
def end(*_):
    time.sleep(0.3)
    sys.exit(1)
signal.signal(signal.SIGHUP, end)
while True:
    signal.pause()
EOT
unit lab <<'EOT'
[Service]
User=nobody
ExecStart=/usr/local/bin/lab
ExecReload=/bin/kill -HUP $MAINPID
EOT
systemctl restart lab
sleep 0.5
hardenctl tighten lab --trial --level=strict --settle=1 >/tmp/lab.conf 2>/tmp/steps
expect "As it is, failed (exit-code) after a reload." cat /tmp/lab.conf
expect "Now, a reload of the unit as it is:" cat /tmp/steps
systemctl is-active -q lab || fail "it does not run as before its late end"
finish
