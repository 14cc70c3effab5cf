# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
# shellcheck shell=bash
#
# For tools/*: packages, quiet steps with progress, build directories. Sourced, not run.

set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# The distribution's python3 and meson, whatever version managers have put before them; a home that
# cannot be written to must not stop ccache.
export PATH="/usr/bin:/bin:/usr/sbin:/sbin:$PATH"
[ -w "${HOME:-/}" ] || export CCACHE_DISABLE=1
export LC_ALL=C.UTF-8

# shellcheck disable=SC2034 # used where this is sourced
build_packages=(
	bpftool clang g++ libbpf-dev libelf-dev libfmt-dev libre2-dev libseccomp-dev libsmartcols-dev libsystemd-dev
	meson ninja-build nlohmann-json3-dev pkgconf python3 scdoc
)

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# A process that sleeps would outlive its parent and keep the caller's pipe open; read does not.
pause() {
	read -r -t "$1" -u "$never" || :
}
exec {never}<> <(:)

# plain_text: without colours and other sequences of a terminal, whole ones and the rest of cut ones
plain_text() {
	sed -e 's/\x1b\[[0-9;?]*[ -/]*[@-~]//g' -e 's/[\x01-\x08\x0b-\x1f\x7f]//g'
}

# step_progress LABEL LOG: says what takes so long, and now and then how far it is
step_progress() {
	pause 2
	printf '%s …\n' "$1" >&2
	while pause 20; do
		printf '  %s\n' "$(tail -n 1 "$2" | plain_text | cut -c 1-100)" >&2
	done
}

# watched LABEL LOG COMMAND…: its output goes to the log; returns its status
watched() {
	local label=$1 log=$2 watcher status=0
	shift 2
	step_progress "$label" "$log" &
	watcher=$!
	"$@" >"$log" 2>&1 </dev/null || status=$?
	kill "$watcher" 2>/dev/null || :
	wait "$watcher" 2>/dev/null || :
	return "$status"
}

# step LABEL COMMAND…: quiet when it is quick and all is well; shows everything when it fails
step() {
	local label=$1 log
	shift
	log=$(mktemp)
	if ! watched "$label" "$log" "$@"; then
		cat "$log" >&2
		rm -f "$log"
		die "$label: failed ($*)"
	fi
	rm -f "$log"
}

# missing_packages NAME…: those that are not installed, one a line
missing_packages() {
	local installed name
	installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
		sed -n 's/ installed$//p') || :
	for name in "$@"; do
		grep -qxF -e "$name" <<<"$installed" || printf '%s\n' "$name"
	done
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif [ -t 0 ]; then
		sudo "$@"
	else
		sudo -n "$@"
	fi
}

apt_install() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q \
		-o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
}

apt_update() {
	as_root apt-get -q -o DPkg::Lock::Timeout=300 update
}

# The package lists may be missing or too old: then what they name cannot be fetched.
apt_install_or_update() {
	apt_install "$@" || { apt_update && apt_install "$@"; }
}

# require_packages NAME…: installs what is missing, as root or with sudo
require_packages() {
	local missing
	command -v dpkg-query >/dev/null || return 0 # not Debian: meson names what is missing
	mapfile -t missing < <(missing_packages "$@")
	[ "${#missing[@]}" -gt 0 ] || return 0
	if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
		die "missing packages, and neither root nor sudo: apt-get install ${missing[*]}"
	fi
	step "Installing ${missing[*]}" apt_install_or_update "${missing[@]}"
}

# Names what build compiles, all if it is empty.
build_targets=()

# build DIRECTORY MESON-OPTION…: configures (anew, if it was made otherwise) and compiles
build() {
	local directory=$top/$1 made_for
	shift
	made_for="$top|$(meson --version)|$("${CXX:-c++}" --version | head -n 1)|${CXXFLAGS-}|$*"
	if [ "$(cat "$directory/made-for" 2>/dev/null)" != "$made_for" ] ||
		[ ! -f "$directory/build.ninja" ]; then
		rm -rf "$directory"
		step "Configuring ${directory##*/}" meson setup "$directory" "$top" "$@"
		printf '%s\n' "$made_for" >"$directory/made-for"
	fi
	step "Compiling in ${directory##*/}" ninja -C "$directory" "${build_targets[@]}"
}
