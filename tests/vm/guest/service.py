# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Starts a program under given lines, uses it, and says what came of it."""

import dataclasses
import pathlib
import subprocess
import time

LAB = ("[Unit]\nStartLimitIntervalSec=0\n"
       "[Service]\nRestart=no\nTimeoutStartSec={start}\nTimeoutStopSec=15\n")
SHOWN = ("Result", "ExecMainCode", "ExecMainStatus", "ActiveState", "SubState", "NRestarts",
         "LoadState")


EMULATED = not pathlib.Path("/run/systemd/container").exists()


def run(*command, timeout=60):
    """Exit status and output; a command that hangs has the status of timeout(1)."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=timeout, errors="replace")
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired as error:
        return 124, (error.stdout or b"").decode(errors="replace")


def shell(command, timeout=30):
    return run("/bin/sh", "-c", command, timeout=timeout)


def properties(unit, *names):
    option = [f"--property={','.join(names)}"] if names else []
    return dict(line.partition("=")[::2] for line in run("systemctl", "show", *option, unit)[1].splitlines())


@dataclasses.dataclass
class Outcome:
    ok: bool
    start: dict            # properties after the start
    start_error: str
    check_rc: object       # None: not checked
    check_output: str
    check_tries: int
    began: float           # wall clock, seconds
    ended: float
    show: str


def quicken():
    """Reloading the manager is most of a case's time, and the generators are most of that."""
    folder = pathlib.Path("/run/systemd/system-generators")
    folder.mkdir(parents=True, exist_ok=True)
    for place in ("/usr/lib/systemd/system-generators", "/lib/systemd/system-generators"):
        for generator in pathlib.Path(place).glob("*"):
            if "sysv" not in generator.name and not (folder / generator.name).is_symlink():
                (folder / generator.name).symlink_to("/dev/null")


def write_lines(program, files):
    """Replaces what was set before; `files` are names to text, below the drop-in folder or absolute."""
    clear_lines(program)
    program.drop_in().mkdir(parents=True, exist_ok=True)
    start = 90 if program.slow else 45
    (program.drop_in() / "10-lab.conf").write_text(LAB.format(start=start))
    for name, text in files.items():
        (program.drop_in() / name).write_text(text)
    run("systemctl", "daemon-reload")


def clear_lines(program):
    folder = program.drop_in()
    for file in folder.glob("*") if folder.is_dir() else ():
        file.unlink()
    pathlib.Path("/etc/systemd/system", program.unit + ".lab").unlink(missing_ok=True)


def stop(program):
    if run("systemctl", "stop", program.unit, timeout=60)[0]:
        run("systemctl", "kill", "--signal=KILL", program.unit)
    run("systemctl", "reset-failed", program.unit)
    run("systemd-tmpfiles", "--create", "--prefix=/run")  # what RuntimeDirectory= has taken away with it
    if program.reset:
        shell(program.reset)


def alive(program):
    state = run("systemctl", "is-active", program.unit)[1].strip()
    return state in ("active", "activating", "reloading")


def check(program):
    """Status, output and the number of tries; a program that is gone is not tried again."""
    tries = 1 if program.oneshot else program.tries
    for count in range(1, tries + 1):
        status, output = shell(program.check, timeout=40)
        if status == 0 or count == tries or not (program.oneshot or alive(program)):
            return status, output, count
        time.sleep(1.5 if program.slow else 0.7)
    return None


def usual_start(program):
    """Without lines; how long the program takes to answer then says how long it is waited for later."""
    write_lines(program, {})
    program.tries = 20
    outcome = start_and_check(program)
    program.tries = max(8 if program.slow else 3, 3 * outcome.check_tries)
    return outcome


def start_and_check(program):
    stop(program)
    began = time.time()
    status, output = run("systemctl", "start", program.unit, timeout=120)
    after = properties(program.unit, *SHOWN)
    result = None, "", 0
    if program.oneshot or after.get("ActiveState") in ("active", "activating", "reloading"):
        result = check(program)
        time.sleep(0.3)
    ok = result[0] == 0 and (not program.oneshot or status == 0)
    show = run("systemctl", "show", program.unit)[1]
    return Outcome(ok, after, output if status else "", *result, began, time.time(), show)
