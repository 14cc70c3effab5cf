# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# A change whose owner goes away: without a terminal, no SIGHUP says so.
. "$(dirname "$0")/lib.sh"

make_broken live-c

# the reader of its outputs goes, without a terminal
setsid hardenctl loosen $unit --apply --settle=60 </dev/null 2>&1 | { wait_until on_trial >&2; } 2>/tmp/waited
[ -s /tmp/waited ] && fail "$(cat /tmp/waited)"
wait_until untouched

# the same over ssh, whose client is killed
if [ -x /usr/sbin/sshd ]; then
	mkdir -p /run/sshd /root/.ssh
	ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519 <<<y >/dev/null
	ssh-keygen -q -A
	cp /root/.ssh/id_ed25519.pub /root/.ssh/authorized_keys
	/usr/sbin/sshd -p 2222 -o PerSourcePenalties=no 2>/dev/null || /usr/sbin/sshd -p 2222
	for input in /dev/null /dev/zero; do
		ssh -p 2222 -o StrictHostKeyChecking=no -o LogLevel=ERROR 127.0.0.1 \
			"LD_LIBRARY_PATH=${LD_LIBRARY_PATH-} $(command -v hardenctl) loosen $unit --apply --settle=60" \
			<$input >/tmp/ssh-out 2>&1 &
		client=$!
		wait_until on_trial
		kill -KILL $client
		wait_until untouched
	done
	# what ends is only the input
	ssh -p 2222 -o StrictHostKeyChecking=no -o LogLevel=ERROR 127.0.0.1 \
		"LD_LIBRARY_PATH=${LD_LIBRARY_PATH-} $(command -v hardenctl) loosen $unit --apply --settle=2" </dev/null >/tmp/ssh-out 2>&1 ||
		fail "with its input at its end: $(cat /tmp/ssh-out)"
	break_again
fi

# a loop over units, of which the writer ends first
{ echo $unit; sleep 1; } | while read -r name; do
	hardenctl loosen "$name" --apply --settle=3 >/tmp/out 2>&1 || echo "in a loop: $(cat /tmp/out)"
done >/tmp/loop
[ -s /tmp/loop ] && fail "$(cat /tmp/loop)"
hardenctl revert $unit >/dev/null 2>&1
wait_until untouched
finish
