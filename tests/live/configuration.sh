# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# What the manager has, and where the files and it differ.
. "$(dirname "$0")/lib.sh"

unit live-a <<'EOF'
[Service]
ExecStart=sleep infinity
ProtectSystem=full
CapabilityBoundingSet=CAP_CHOWN CAP_KILL
SystemCallFilter=@system-service
SystemCallFilter=~@mount
RestrictAddressFamilies=AF_UNIX AF_INET
PrivateDevices=yes
PrivateTmp=yes
ReadWritePaths=/srv /opt
UMask=0077
LimitNOFILE=1024
EOF
systemctl start live-a
expect "live-a.service:3" hardenctl show live-a
expect_not "changed" hardenctl show live-a
expect "No denial" hardenctl diagnose live-a

# changed on disk, not loaded: the manager's value counts, and it says so
sed -i 's/^ProtectSystem=full/ProtectSystem=no/' /etc/systemd/system/live-a.service
drop_in live-a new <<'EOF'
[Service]
ProtectHome=yes
EOF
expect "changed on disk after it was loaded" hardenctl show live-a
expect "ProtectSystem=full is in force, /etc/systemd/system/live-a.service:3 says ProtectSystem=no" hardenctl show live-a
expect "new.conf:2 says ProtectHome=yes" hardenctl show live-a
expect "ProtectSystem=            full" hardenctl show live-a
expect_not "SystemCallFilter= is in force" hardenctl show live-a
expect_not "CapabilityBoundingSet= is in force" hardenctl show live-a
expect "daemon-reload" hardenctl diagnose live-a
expect '"level":"warning"' hardenctl show live-a --json=short

# loaded, but what runs is older
systemctl daemon-reload
expect "was changed after live-a.service was started" hardenctl show live-a
expect_not "changed on disk" hardenctl show live-a
expect "new.conf:2" hardenctl show live-a
systemctl restart live-a
expect_not "was changed after" hardenctl show live-a

# a drop-in that is taken away while it runs
rm /etc/systemd/system/live-a.service.d/new.conf
expect "ProtectHome=yes is in force, the files say no ProtectHome=" hardenctl show live-a
expect "ProtectHome=              yes" hardenctl show live-a
systemctl daemon-reload
systemctl restart live-a
expect_not "ProtectHome=  " hardenctl show live-a

# set at run time: in force at once, with an origin of its own
systemctl set-property --runtime live-a.service IPAddressDeny=any MemoryMax=100M
expect "/run/systemd/system.control/live-a.service.d" hardenctl show live-a
expect '"kind":"transient"' hardenctl show live-a --json=short
expect_not "was changed after" hardenctl show live-a

# transient units
systemd-run --quiet --unit=live-t -p ProtectSystem=strict -p 'ReadWritePaths=/srv' sleep infinity
expect "/run/systemd/transient/live-t.service:" hardenctl show live-t
expect_not "changed" hardenctl show live-t
systemd-run --quiet --unit=live-gone -p ProtectSystem=strict sh -c 'touch /usr/x'
sleep 0.5
systemctl reset-failed live-gone
expect "may have been a transient one" hardenctl diagnose live-gone
expect '"verdict":"undecided"' hardenctl diagnose live-gone --json=short

# no manager is asked when another place is named
expect_not "live-a.service:3" hardenctl show live-a --root=/opt
finish
