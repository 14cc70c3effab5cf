# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""A service that is denied all that it tries, says nothing and gives up."""

import os
import socket
import sys

ATTEMPTS = (
    lambda: os.mkdir("/run/vm-made"),
    lambda: open("vm-made", "w", opener=lambda path, flags: os.open(path, flags, dir_fd=os.open("/var/lib", os.O_PATH))),
    lambda: os.chown("/run/vm-owned", 65534, -1),
    lambda: socket.socket(socket.AF_INET).bind(("", 81)),
    lambda: socket.socket(socket.AF_INET6),
)
done = 0
for attempt in ATTEMPTS:
    try:
        attempt()
        done += 1
    except OSError:
        pass
sys.exit(0 if done == len(ATTEMPTS) else 1)
