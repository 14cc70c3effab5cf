# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# --host= over real ssh, to this machine itself: the same answers as without it.
. "$(dirname "$0")/lib.sh"
[ -x /usr/sbin/sshd ] || { echo "no SSH server"; exit 77; }

mkdir -p /run/sshd /root/.ssh
ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519 <<<y >/dev/null
ssh-keygen -q -A
for user in root tester; do
	folder=$(getent passwd $user | cut -d: -f6)/.ssh
	mkdir -p "$folder"
	cp /root/.ssh/id_ed25519.pub "$folder/authorized_keys"
	chown -R $user: "$folder"
done
/usr/sbin/sshd -p 2222 -o PerSourcePenalties=no 2>/dev/null || /usr/sbin/sshd -p 2222
printf 'Host vm\nHostName 127.0.0.1\nPort 2222\nStrictHostKeyChecking no\nLogLevel ERROR\n' >/root/.ssh/config
for _ in $(seq 50); do ssh vm true 2>/dev/null >&2 && break; sleep 0.2; done

unit 'live-h@' <<'EOT'
[Service]
Type=oneshot
ProtectSystem=strict
ExecStart=touch /var/lib/live-h
EOT
mkdir -p '/etc/systemd/system/live-h@a\x20b\x27c.service.d'
printf '# why\n[Service]\nProtectHome=yes\n' >'/etc/systemd/system/live-h@a\x20b\x27c.service.d/50-home.conf'
systemctl daemon-reload
unit live-lines <<'EOT'
[Service]
ExecStart=sh -c 'for i in $(seq 4000); do echo line $i of a unit that says much, so that one answer does not hold it all; done; exec touch /var/lib/live-lines'
ProtectSystem=strict
EOT
systemctl start live-lines 'live-h@a\x20b\x27c' live-h@b 2>/dev/null
sleep 1
journalctl --sync

# what differs by itself: the place, that bisect works here only, and what the files beside the unit's tell here only
plain() {
	grep -v 'Write it:\|Next: \|hardenctl loosen\|"confidence"' |
		tr -s ' ' | sed -E 's/ (of this system|of vm)/ HERE/'
}

# same VERB UNIT: with and without --host= it says the same
same() {
	local HARDENCTL_NOW
	HARDENCTL_NOW=$(date +%s)
	export HARDENCTL_NOW
	diff <(hardenctl "$@" 2>&1 | plain) <(hardenctl "$@" -H vm 2>&1 | plain) >/tmp/difference && return
	echo "hardenctl $*: not the same with -H"
	cat /tmp/difference
	failures=$((failures + 1))
}
same diagnose live-h@b --full
same diagnose 'live-h@a\x20b\x27c' --full
same diagnose live-lines --full --json=pretty
same show live-h@b
same show 'live-h@a\x20b\x27c'
same list
same list --since=-1h
same loosen live-h@b
same diagnose 'live-*'
expect "/etc/systemd/system/live-h@.service:3" hardenctl diagnose live-h@b -H vm
expect "50-home.conf:3" hardenctl show 'live-h@a\x20b\x27c' -H vm
expect "Unit live-zzz.service not found" hardenctl diagnose live-zzz -H vm
expect "live-lines.service" hardenctl list -H root@vm -b

# changed, but not loaded: the manager's value counts
drop_in live-lines new <<'EOT'
[Service]
ProtectHome=yes
EOT
expect "changed on disk after it was loaded" hardenctl show live-lines -H vm
rm -r /etc/systemd/system/live-lines.service.d
systemctl daemon-reload

# as it happens
hardenctl list -f -H vm >/tmp/followed 2>&1 &
follower=$!
sleep 3
systemctl start live-h@followed 2>/dev/null
sleep 6
kill -INT $follower
wait $follower || { echo "list -f ended with $?"; failures=$((failures + 1)); }
expect "live-h@followed.service" cat /tmp/followed

# who may not see all is told so
expect "Only your own journal entries on tester@vm can be seen" hardenctl list -H tester@vm
expect "/etc/systemd/system/live-h@.service:3" hardenctl show live-h@b -H tester@vm
gpasswd -a tester systemd-journal >/dev/null
expect "ProtectSystem=strict" hardenctl diagnose live-h@b -H tester@vm
expect_not "Only your own" hardenctl diagnose live-h@b -H tester@vm
gpasswd -d tester systemd-journal >/dev/null

# neither ssh nor a shell takes it for anything else
for host in -oProxyCommand=touch@x 'a b' 'a;reboot' '$(reboot)' 'a`b`' 'a/b' '' '@a' 'a@' 'a:0' 'a:x' "a'b" '-v@a' '[::1' $'a\nb'; do
	expect "that is no [USER@]HOST[:PORT]" hardenctl list --host="$host"
done
expect "\`ssh -p 1 127.0.0.1 true\` must work" hardenctl list -H 127.0.0.1:1
expect "No connection to" hardenctl show live-lines -H 127.0.0.1:1
expect "exclude each other" hardenctl list -H vm -M .host
expect "excludes --root=" hardenctl list -H vm --root=/opt
expect "excludes --user" hardenctl list -H vm --user

# nothing is changed from afar
for change in "loosen live-lines --apply" "revert live-lines" "confirm live-lines" "learn live-lines" "tighten live-lines"; do
	# shellcheck disable=SC2086 # words
	expect "\`ssh vm -t sudo hardenctl" hardenctl $change -H vm
	# shellcheck disable=SC2086
	expect "\`machinectl shell .host" hardenctl $change -M .host
done
[ -z "$(pgrep -x ssh)" ] || { echo "ssh is left"; failures=$((failures + 1)); }
finish
