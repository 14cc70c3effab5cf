#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""What the Python scripts beside it share.

usage: lab.py UNIT...

prints the units' settings, to be compared with those of another time.
"""

import re
import subprocess
import sys

FAILURES = []
# What each run of a unit changes.
OF_THE_RUN = re.compile(r"(Active|Assert|CPU|Condition|Control|Effective|Exec|IO|IP|Inactive|Invocation|Job|Main|Memory|"
                        r"NRestarts|Result|State|Status|SubState|Tasks|UID|GID)\w*=")


def fail(text):
    print("  FAILED:", text, flush=True)
    FAILURES.append(text)


def run(*words, **more):
    return subprocess.run(words, capture_output=True, text=True, check=False, **more)


def unit_settings(unit, by=run):
    """What the manager knows of it that is not of one run; it prints sets in no order."""
    lines = [line for line in by("systemctl", "show", unit).stdout.splitlines() if not OF_THE_RUN.match(line)]
    rows = [line.partition("=") for line in lines]
    return {f"{name}={' '.join(sorted(value.split()))}" for name, _, value in rows}


def main():
    for unit in sys.argv[1:]:
        print(f"[{unit}]", *sorted(unit_settings(unit)), sep="\n")


if __name__ == "__main__":
    main()
