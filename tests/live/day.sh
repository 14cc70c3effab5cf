# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# The breakages of a day; day says more.
exec python3 -B "$(dirname "$0")/day"
