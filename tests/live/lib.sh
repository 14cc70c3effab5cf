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

finish() {
	[ "$failures" -eq 0 ] || echo "$failures failed"
	exit "$((failures > 0))"
}
