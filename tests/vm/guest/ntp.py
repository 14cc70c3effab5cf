# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Asks the time server of this machine; it must say that it knows the time."""

import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.settimeout(2)
    for _ in range(4):
        client.sendto(b"\x23" + bytes(47), ("127.0.0.1", 123))
        try:
            answer = client.recv(100)
        except OSError as error:
            print(error)
            continue
        if 0 < answer[1] < 16:
            sys.exit(0)
sys.exit("no answer")
