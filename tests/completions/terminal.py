# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""A program in a pseudo terminal, typed to and read from."""

import os
import pty
import re
import select
import signal
import struct
import fcntl
import termios
import time

# Waiting ends when the thing happens; this only ends a test that hangs, on the slowest machine.
PATIENCE = 120
ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?<=>]*[a-zA-Z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|.)")


class Timeout(Exception):
    pass


class Terminal:
    def __init__(self, argv, environment, folder):
        self.output = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(argv[0], argv, environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))

    def read(self, seconds):
        """Whether anything came."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            self.output += os.read(self.fd, 65536)
        except OSError:
            time.sleep(seconds)
            return False
        return True

    def text(self):
        """All that was shown since forget(), without escape sequences."""
        return ESCAPES.sub(b"", self.output).decode("utf-8", "replace")

    def forget(self):
        self.output = b""

    def type(self, text):
        os.write(self.fd, text.encode())

    def wait(self, what, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise Timeout(f"{what} did not come; on the screen: {self.text()!r}")
            self.read(0.05)

    def settle(self):
        """Until nothing is written for a moment, as a person would wait."""
        while self.read(0.15):
            pass

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)
