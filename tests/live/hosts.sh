# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# The journals of several hosts in one folder, as systemd-journal-remote writes them.
. "$(dirname "$0")/lib.sh"
remote=/usr/lib/systemd/systemd-journal-remote
[ -x $remote ] || { echo "no systemd-journal-remote"; exit 77; }

unit live-r <<'EOT'
[Service]
Type=oneshot
ProtectSystem=strict
ExecStart=touch /var/lib/live-r
EOT
unit live-s <<'EOT'
[Service]
Type=oneshot
ExecStart=sh -c 'echo cannot bind: Address already in use >&2; exit 1'
EOT
systemctl start live-r live-s 2>/dev/null
journalctl --sync

# from HOST UNIT...: what was logged here of the units, as if it came from there
from() {
	local host=$1 id
	shift
	id=$(echo "$host" | md5sum | cut -c1-32)
	journalctl -q -o export ${*/#/-u} | sed -E "s/^_HOSTNAME=.*/_HOSTNAME=$host/; s/^(_MACHINE_ID|_BOOT_ID)=.*/\1=$id/" |
		$remote -o "/tmp/hosts/remote-$host.journal" - >/dev/null 2>&1
}
mkdir -p /tmp/hosts
from web1 live-r live-s
from web2 live-r
from web3 live-r
from db1 live-s

expect "live-r.service  3 hosts" hardenctl list -D /tmp/hosts
expect "live-s.service  2 hosts" hardenctl list -D /tmp/hosts
expect "2 units listed; --full shows each host." hardenctl list -D /tmp/hosts
expect "live-r.service  web2" hardenctl list -D /tmp/hosts --full
expect "and 2 more hosts failed" hardenctl diagnose live-r -D /tmp/hosts
expect "The same on: " hardenctl diagnose live-r -D /tmp/hosts
for host in web1 web2 web3; do
	expect "\"host\":\"$host\"" hardenctl diagnose live-r -D /tmp/hosts --json=short
	expect "live-r.service on $host failed" hardenctl diagnose live-r -D /tmp/hosts --full
done
expect_not "db1" hardenctl diagnose live-r -D /tmp/hosts --full

# beside this system's own
mkdir -p /var/log/journal/remote
cp /tmp/hosts/*.journal /var/log/journal/remote/
expect "live-r.service  4 hosts" hardenctl list -m 'live-[rs]'
expect "and 3 more hosts failed" hardenctl diagnose live-r -m
expect_not "hosts" hardenctl list 'live-[rs]'
rm -r /var/log/journal/remote
finish
