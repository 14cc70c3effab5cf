# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# A profile whose set-up does not work here: that is said after a few restarts, and nothing stays.
. "$(dirname "$0")/lib.sh"

tighten() { hardenctl tighten nginx --profile=nginx --trial --apply --settle=1; }

systemctl stop apache2 caddy haproxy 2>/dev/null
systemctl restart nginx
mount --bind /usr/bin/false /usr/bin/install
expect "nginx.service does not work with what profile nginx, version 2 sets up: " tighten
expect_not "Trial 5" tighten
expect "active" systemctl is-active nginx
expect_not "hardenctl" systemctl show --property=DropInPaths nginx
umount /usr/bin/install
expect "is tightened by" tighten
hardenctl revert nginx --restart >/dev/null 2>&1
expect "active" systemctl is-active nginx
finish
