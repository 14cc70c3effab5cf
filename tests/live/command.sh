# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# tighten -- COMMAND: what a unit for it can be hardened with; nothing of it stays. Its container needs --bpf.
. "$(dirname "$0")/lib.sh"

systemctl set-environment "LD_LIBRARY_PATH=$LD_LIBRARY_PATH"
in_service() { systemd-run --quiet --wait --pipe "$(command -v hardenctl)" "$@"; }
in_service trace systemd-journald --for=100ms >/tmp/out 2>&1 || { tail -n 1 /tmp/out; exit 77; }

# writes without an end
install -d /var/lib/live-command
program=(/usr/bin/dd if=/dev/zero of=/var/lib/live-command/state bs=1 count=1000000000 oflag=sync)

expect "There is no program nowhere to run." in_service tighten -- nowhere
expect "leave out --apply" in_service tighten --apply -- dd
expect "tighten needs a unit" in_service tighten --trial -- dd
expect "Behind --, there is the check of --trial" in_service tighten systemd-journald -- true

in_service tighten --level=strict --for=2s -- "${program[@]}" >/tmp/lines 2>&1
for text in "/usr/bin/dd if=/dev/zero" "These lines are for the unit that will run it." \
	"ProtectSystem=strict" "ReadWritePaths=-/var/lib/live-command" "PrivateNetwork=yes"; do
	grep -qF -- "$text" /tmp/lines || fail "no $text: $(cat /tmp/lines)"
done
[ -z "$(systemctl list-units --all --plain --no-legend 'hardenctl-run-*')" ] || fail "a unit is left: $(systemctl list-units --all 'hardenctl-run-*')"

# what is printed is a unit's: it runs as before, and is kept from the rest
{
	sed -n '/^\[Service\]/,$p' /tmp/lines
	echo "ExecStart=${program[*]}"
} | unit live-command
systemctl start live-command
sleep 1
expect "active" systemctl is-active live-command
expect "Exposure" hardenctl tighten live-command
systemctl stop live-command

# what fails says so
expect "and failed (exit-code)" in_service tighten -- bash -c 'exit 3'
expect "until its end" in_service tighten -- true

finish
