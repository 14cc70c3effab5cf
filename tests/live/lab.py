# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""What the scripts beside it share: failures, and whether a machine's units are as before, byte for byte."""

import pathlib
import re
import subprocess

FAILURES = []
FOLDERS = ("/etc/systemd/system", "/run/systemd/system")
# What each run of a unit changes.
OF_THE_RUN = re.compile(
    r"((Active|Assert|Condition|Inactive|StateChange|Watchdog)\w*Timestamp\w*|(Assert|Condition)Result|CPUUsageNSec|Control(PID|GroupId|Group)|"
    r"Effective\w+|ExecMain\w+|IO(Read|Write)\w+|IP(Ingress|Egress)\w+|InvocationID|Job\w*|MainPID|Memory(Available|Current|Peak|Swap\w+|ZSwap\w+)|"
    r"N(Accepted|Connections|FileDescriptorStore|Refused|Restarts)|Result|ReloadResult|CleanResult|Status\w+|SubState|ActiveState|TasksCurrent|"
    r"UID|GID|StartupMemory\w+|LiveMountResult|OOMKills|ManagedOOMKills|Exec\w+StatusText)=")
# Of an ExecStart= and the like: when it began and how it ended.
RUN_OF_COMMAND = re.compile(r" start_time=.*")


def fail(text):
    print("  FAILED:", text, flush=True)
    FAILURES.append(text)


def run(*words, **more):
    return subprocess.run(words, capture_output=True, text=True, check=False, **more)


def loaded(shown):
    """Of `systemctl show`, what is not of this run; sets are printed in no order."""
    return {" ".join(sorted(RUN_OF_COMMAND.sub("", line).replace("=", " ", 1).split()))
            for line in shown.splitlines() if not OF_THE_RUN.match(line)}


def files_below(*folders):
    """What is in each file, where each link points to; None for a folder."""
    return {str(path): path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else None
            for folder in map(pathlib.Path, folders) if folder.exists() for path in [folder, *sorted(folder.rglob("*"))]}


def snapshot(*units):
    """Of these units the loaded settings and the state, and all unit files that may be changed."""
    state = {unit: run("systemctl", "show", "-P", "ActiveState", unit).stdout for unit in units}
    settings = {unit: loaded(run("systemctl", "show", unit).stdout) for unit in units}
    return {"files": files_below(*FOLDERS), "loaded": settings, "state": state}


def differences(was, now):
    """One line for each."""
    if isinstance(was, set):
        both = sorted(was - now), sorted(now - was)
        return [f"{both[0]} is {both[1]}"] if any(both) else []
    if isinstance(was, dict):
        return [f"{key}: {line}" for key in sorted(was.keys() | now.keys())
                for line in differences(was.get(key, "nothing"), now.get(key, "nothing"))]
    return [] if was == now else [f"{was!r} is {now!r}"]


def newest(pattern):
    """The name with the highest version."""
    return max((path.name for path in pathlib.Path("/").glob(pattern)), key=lambda name: [int(part) for part in name.split(".")], default="none")


def filled(text):
    """{postgresql} and {php} are the versions that are installed, {postfix} the unit that runs it."""
    for key in ("postgresql", "php"):
        text = text.replace(f"{{{key}}}", newest(f"etc/{key}/*"))
    unit = pathlib.Path("/usr/lib/systemd/system/postfix.service")
    # on Debian 12 it only stands for its instance
    is_instance = unit.exists() and "ExecStart=/bin/true" in unit.read_text()
    return text.replace("{postfix}", "postfix@-" if is_instance else "postfix")
