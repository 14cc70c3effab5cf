# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# For the scripts beside it, which run as root in a booted machine; each leaves with 0 if all that it
# expected was so.

failures=0

# expect TEXT COMMAND...: the output of the command holds the text
expect() {
	local text=$1 out
	shift
	out=$("$@" 2>&1)
	case $out in
	*"$text"*) ;;
	*) printf 'not in the output of %s: %s\n%s\n' "$*" "$text" "$out"; failures=$((failures + 1)) ;;
	esac
}

# expect_not TEXT COMMAND...
expect_not() {
	local text=$1 out
	shift
	out=$("$@" 2>&1)
	case $out in
	*"$text"*) printf 'in the output of %s: %s\n%s\n' "$*" "$text" "$out"; failures=$((failures + 1)) ;;
	esac
}

# unit NAME: makes a service of standard input
unit() {
	cat >"/etc/systemd/system/$1.service"
	systemctl daemon-reload
}

# drop_in UNIT FILE: a drop-in of standard input, not loaded yet
drop_in() {
	mkdir -p "/etc/systemd/system/$1.service.d"
	cat >"/etc/systemd/system/$1.service.d/$2.conf"
}

# fail WORDS...
fail() {
	echo "$*"
	failures=$((failures + 1))
}

# wait_until COMMAND...: for at most 20 s
wait_until() {
	for _ in $(seq 100); do
		"$@" && return
		sleep 0.2
	done
	fail "never: $*"
}

# user_manager: that of tester, or the test ends as not run; as_user runs what follows as a session of that user has it
user_manager() {
	id=$(id -u tester) || exit 77
	loginctl enable-linger tester 2>/dev/null || systemctl start "user@$id"
	for _ in $(seq 50); do [ -S "/run/user/$id/systemd/private" ] && return; sleep 0.2; done
	echo "no user manager can be started here"
	exit 77
}
as_user() {
	setpriv --reuid=tester --regid=tester --init-groups env -i PATH="$PATH" HOME=/home/tester USER=tester \
		LANG=C.UTF-8 LD_LIBRARY_PATH="${LD_LIBRARY_PATH-}" XDG_RUNTIME_DIR="/run/user/$id" "$@"
}

# make_broken UNIT: a service that writes where it may not, for the functions below
make_broken() {
	unit=$1
	unit "$unit" <<EOT
[Service]
ExecStart=sh -c 'touch /var/lib/$unit && exec sleep infinity'
ProtectSystem=strict
EOT
	systemctl start "$unit" 2>/dev/null
	sleep 1
	journalctl --sync
}

# break_again: what was kept is gone, and it has failed anew
break_again() {
	hardenctl revert "$unit" --restart >/dev/null 2>&1
	sleep 1
	journalctl --sync
	wait_until untouched
}

on_trial() { [ -e "/run/systemd/system/$unit.service.d" ]; }
untouched() { ! on_trial && [ -z "$(ls -A /run/hardenctl 2>/dev/null)" ] && [ -z "$(systemctl show -P DropInPaths "$unit")" ]; }

finish() {
	[ "$failures" -eq 0 ] || echo "$failures failed"
	exit "$((failures > 0))"
}
