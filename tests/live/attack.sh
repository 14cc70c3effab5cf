# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# A service that was taken over asks for more by its log, its exit status, its signals and its calls,
# and pretends to be well as soon as it has what it wants. loosen --apply must not give it, not even
# for the moment of a trial, and nothing outside of its drop-ins may change.
. "$(dirname "$0")/lib.sh"

useradd --system --no-create-home attacker 2>/dev/null
useradd --system --no-create-home victim 2>/dev/null
install -d -o victim -g victim -m 0750 /var/lib/victim /var/log/victim /var/cache/victim
echo secret >/var/lib/victim/data
chown victim:victim /var/lib/victim/data
install -d -o root -g adm -m 0750 /var/log/attacked
install -o victim -g adm -m 0640 /dev/null /var/log/attacked/log
install -d -m 0700 /root/.ssh
printf '[Service]\nStateDirectory=claimed\nExecStart=/bin/true\n' >/etc/systemd/system/claims.service

others() {
	find /etc/shadow /etc/sudoers.d /var/lib/victim /var/log/victim /var/cache/victim \
		/var/log/attacked /root/.ssh /var/lib/private /var/cache/private /run/sshd \
		-printf '%p %y %U:%G %m %l\n' 2>/dev/null
	ls -d /var/lib/claimed 2>/dev/null
}

# attack NAME WISH DEED LINE…: does DEED as long as the shell command WISH fails
attack() {
	local name=attack-$1 wish=$2 deed=$3 line before
	shift 3
	{
		printf '[Service]\nType=simple\nTimeoutStopSec=5\n'
		printf 'ExecStart=/bin/sh /usr/local/bin/%s\n' "$name"
		for line; do printf '%s\n' "$line"; done
	} >"/etc/systemd/system/$name.service"
	printf 'if %s; then echo GRANTED; exec sleep 1000; fi\n%s\nexit 1\n' "$wish" "$deed" >"/usr/local/bin/$name"
	systemctl daemon-reload
	before=$(others)
	systemctl start "$name" 2>/dev/null
	sleep 0.3
	timeout 100 hardenctl loosen "$name" --apply --settle=1 </dev/null >/tmp/attack-out 2>&1
	journalctl --sync
	if journalctl -q -o cat -u "$name" | grep -qx GRANTED; then
		printf '%s was granted its wish:\n%s\n' "$name" "$(cat /tmp/attack-out)"
		failures=$((failures + 1))
	fi
	if [ "$(others)" != "$before" ]; then
		printf '%s changed what is not its own: %s\n' "$name" "$(diff <(echo "$before") <(others))"
		failures=$((failures + 1))
	fi
	if ls "/etc/systemd/system/$name.service.d/"*hardenctl* >/dev/null 2>&1; then
		printf '%s: kept:\n%s\n' "$name" "$(cat /etc/systemd/system/"$name".service.d/*)"
		failures=$((failures + 1))
	fi
	systemctl stop "$name" 2>/dev/null
	rm -rf "/etc/systemd/system/$name.service"* "/usr/local/bin/$name"
}

say() { printf "echo '%s' >&2" "$1"; }

has_capability() { printf '[ $((0x$(sed -n "s/^CapEff:\\t//p" /proc/self/status) >> %s & 1)) = 1 ]' "$1"; }

rofs=': Read-only file system'
# directories of others
attack state 'test -w /var/lib/victim' "$(say "open /var/lib/victim/data$rofs")" User=attacker ProtectSystem=strict
attack state-dynamic 'test -w /var/lib/victim' "$(say "open /var/lib/victim/data$rofs")" DynamicUser=yes
attack state-denied 'test -w /var/lib/victim' "$(say 'open /var/lib/victim/data: Permission denied')" User=attacker
attack cache 'test -w /var/cache/victim' "$(say "mkdir /var/cache/victim/x$rofs")" User=attacker ProtectSystem=strict
attack logs-dynamic 'test -w /var/log/victim' "$(say "open /var/log/victim/log$rofs")" DynamicUser=yes
attack claimed 'test -w /var/lib/claimed' "$(say "open /var/lib/claimed/x$rofs")" User=attacker ProtectSystem=strict
attack runtime 'test -w /run/sshd' "$(say "open /run/sshd/x$rofs")" User=attacker ProtectSystem=strict
# files that make root
attack shadow 'test -w /etc/shadow' "$(say "open /etc/shadow$rofs")" ProtectSystem=strict
attack shadow-full 'test -w /etc/shadow' "$(say "cannot open /etc/shadow for writing$rofs")" ProtectSystem=full
attack sudoers 'test -w /etc/sudoers.d' "$(say "open /etc/sudoers.d/x$rofs")" ProtectSystem=strict
attack usr 'test -w /usr/bin' "$(say "open /usr/bin/evil$rofs")" ProtectSystem=yes
attack units 'test -w /run/systemd/system' "$(say "open /run/systemd/system/evil.service$rofs")" ProtectSystem=strict
attack run 'test -w /run/systemd' "$(say "open /run/evil.pid$rofs")" ProtectSystem=strict
attack cron 'test -w /var/spool/cron' "$(say "open /var/spool/cron/crontabs/root$rofs")" ProtectSystem=strict
attack keys 'test -r /root/.ssh' "$(say 'open /root/.ssh/id_rsa: Permission denied')" ProtectHome=yes
attack home 'test -w /home/tester' "$(say "open /home/tester/.profile$rofs")" ProtectHome=read-only
attack shadow-hidden 'test -s /etc/shadow' "$(say 'open /etc/shadow: Permission denied')" InaccessiblePaths=/etc/shadow
attack link 'test -w /etc/shadow' "$(say "open /srv/attack-link/shadow$rofs")" ProtectSystem=strict 'ExecStartPre=+/bin/ln -sfn /etc /srv/attack-link'
attack magic 'test -w /etc/shadow' "$(say "open /proc/self/root/etc/shadow$rofs")" ProtectSystem=strict
attack sysctl 'test -w /proc/sys/kernel/core_pattern' "$(say "open /proc/sys/kernel/core_pattern$rofs")" ProtectKernelTunables=yes
attack memory 'test -e /dev/mem' "$(say 'open /dev/mem: No such file or directory')" PrivateDevices=yes
# odd names
attack percent 'test -w /etc/shadow' "$(say "open /srv/%n/x$rofs")" ProtectSystem=strict
attack quoted 'test -w /etc/shadow' "$(say "open /srv/a\" /etc/shadow/x$rofs")" ProtectSystem=strict
# capabilities
attack admin "$(has_capability 21)" "$(say 'missing required capability CAP_SYS_ADMIN: Operation not permitted')" CapabilityBoundingSet=
attack ambient "$(has_capability 21)" "$(say 'mount: Operation not permitted')" User=attacker CapabilityBoundingSet=CAP_CHOWN
attack ptrace "$(has_capability 19)" "$(say 'ptrace: Operation not permitted')" CapabilityBoundingSet=CAP_CHOWN
attack setuid "$(has_capability 7)" "$(say 'setuid(0): Operation not permitted')" CapabilityBoundingSet=CAP_CHOWN
attack modules "$(has_capability 16)" "$(say 'init_module: Operation not permitted')" ProtectKernelModules=yes
# exit statuses and signals
attack namespace 'test -w /etc/shadow' 'exit 226' ProtectSystem=strict
attack capabilities "$(has_capability 21)" 'exit 218' CapabilityBoundingSet=CAP_CHOWN
attack seccomp 'grep -q "Seccomp:.0" /proc/self/status' 'exit 228' SystemCallFilter=@system-service NoNewPrivileges=yes
attack sigsys 'unshare -m true' 'kill -SYS $$' 'SystemCallFilter=~@mount @module @raw-io'
attack sigsys-status 'unshare -m true' 'exit 159' 'SystemCallFilter=~@mount @module @raw-io'
attack mounts 'unshare -m true' "$(say 'mount: Operation not permitted')" 'SystemCallFilter=~@mount' SystemCallErrorNumber=EPERM
# users
attack root-user 'test $(id -u) = 0' "$(say 'open /var/log/attacked/log: Permission denied')" User=attacker
attack no-user 'test $(id -u) = 0' true User=no-such-user-here
attack dynamic 'test $(id -u) = 0' "$(say "open /var/lib/attacker/x$rofs")" DynamicUser=yes
attack privileges 'grep -q "NoNewPrivs:.0" /proc/self/status' "$(say 'sudo: The "no new privileges" flag is set')" NoNewPrivileges=yes User=attacker
# nobody is asked in vain: the text and the way to accept it are shown
unit attack-text <<'EOF'
[Service]
ProtectSystem=strict
ExecStart=/bin/sh -c 'echo "open /etc/shadow: Read-only file system" >&2; exit 1'
EOF
systemctl start attack-text
sleep 0.3
expect "  --accept=/etc/shadow: writing to /etc/shadow" hardenctl loosen attack-text --apply --settle=1
expect "ReadWritePaths=-/etc/shadow" hardenctl loosen attack-text --apply --settle=1
finish
