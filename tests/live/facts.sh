# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# What records and model rest on, against this systemd; facts says more.
exec python3 -B "$(dirname "$0")/facts"
