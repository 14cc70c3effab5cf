# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""The journal of a span of time, and the lines in it from which an expert could tell what broke."""

import re
import struct
import subprocess

KERNEL = re.compile(r"type=1326|fork rejected by pids controller|oom-kill:|Out of memory|segfault|traps:"
                    r"|apparmor=\"DENIED\"|Memory cgroup out of memory")
MANAGER = re.compile(r"Failed at step|code=(killed|dumped), status=(31/SYS|25/XFSZ|24/XCPU)|oom-kill"
                     r"|status=2\d\d/[A-Z]|Failed to (set up|spawn|load|locate|open|adjust|execute|fork|apply"
                     r"|attach|mount|create|determine|drop|join|make|change|access|prepare|install)"
                     r"|resources'|killed by the OOM killer|is not executable|not found|Permission denied"
                     r"|bad-setting|PID file|terminated by signal SYS|dumped core")
WEAK = re.compile(r"\b(error|fail(ed|ure|s)?|fatal|cannot|could ?n[o']t|can't|unable|denied|refused|abort(ed|ing)?"
                  r"|panic|exception|not permitted|invalid|missing|bad|unexpected)\b", re.I)
ERRNO = re.compile(r"permission denied|not permitted|read-only file system|no such (file|device|user|process)"
                   r"|not supported|cannot allocate|out of memory|temporarily unavailable|too many open"
                   r"|file too large|filesize limit|not implemented|bad system call|invalid argument|no space|unable to open|disk i.o error|readonly database"
                   r"|not available|unreachable|protocol not|bad address|input/output error"
                   r"|exec format|\bE(ACCES|PERM|ROFS|NOENT|AFNOSUPPORT|AGAIN|NOMEM|MFILE|FBIG|NOSYS|INVAL|NXIO"
                   r"|NOSPC|ADDRINUSE|PROTONOSUPPORT)\b|errno[ =:]*\d+|\(1?\d\)|signal 31|SIGSYS", re.I)
NAMED = re.compile(r"(^|[\s'\"(=:\[])/[\w.+@-]+(/[\w.+@-]+)*|\b\w+\(\d?\)"
                   r"|\b(set(e|re|res|fs)?[ug]ids?|setgroups|initgroups|socket|bind|listen|connect|mmap|mprotect"
                   r"|chroot|chown|f?chmod|fork|clone|exec(ve)?|prctl|capset|setrlimit|unlink|mkdir|rename"
                   r"|epoll\w*|sched_\w+|adjtimex|capabilit\w+|seccomp|sandbox\w*|thread|privileges?)\b", re.I)


def entries(export):
    """Fields of each entry of `journalctl -o export`, with the entry's own bytes."""
    at = 0
    while at < len(export):
        fields, start = {}, at
        while at < len(export) and export[at:at + 1] != b"\n":
            end = export.index(b"\n", at)
            name, equals, value = export[at:end].partition(b"=")
            at = end + 1
            if not equals:
                size = struct.unpack_from("<Q", export, at)[0]
                value = export[at + 8:at + 8 + size]
                at += 8 + size + 1
            fields.setdefault(name.decode(), value.decode(errors="replace"))
        at += 1
        if fields:
            yield fields, export[start:at]


def read_span(began, ended):
    subprocess.run(["journalctl", "--sync"], check=False)
    done = subprocess.run(["journalctl", "-q", "-o", "export", f"--since=@{began:.6f}",
                           f"--until=@{ended:.6f}"], stdout=subprocess.PIPE, check=False)
    return [pair for pair in entries(done.stdout) if not foreign(pair[0])]


def foreign(fields):
    """What the machine's own payload and its check commands log; core dumps are the unit's."""
    units = (fields.get("_SYSTEMD_UNIT", ""), fields.get("UNIT", ""))
    if fields.get("MESSAGE", "").find("Failed to kill control group") >= 0:
        return True  # containers on hosts with old control groups
    return any(u.startswith(("vm-payload.", "vm-port.")) for u in units)


def source(fields):
    if fields.get("_TRANSPORT") in ("kernel", "audit"):
        return "kernel"
    if "COREDUMP_PID" in fields:
        return "core"
    if fields.get("_PID") == "1" or fields.get("SYSLOG_IDENTIFIER", "").startswith("(") \
            or fields.get("_COMM") in ("systemd-executor", "(sd-executor)"):
        return "manager"
    return "program"


def words(fields):
    """A line without what changes from run to run."""
    return re.sub(r"0x[0-9a-f]+|\d+", "0", fields.get("MESSAGE", ""))


def about(fields, unit):
    if source(fields) != "manager":
        return True
    return unit in (fields.get("UNIT"), fields.get("_SYSTEMD_UNIT"))


def judge(pairs, unit, usual):
    """(visible, evidence lines); `usual` are the words of lines that a good start has, too."""
    strong, weak = [], []
    for fields, _ in pairs:
        message, where = fields.get("MESSAGE", ""), source(fields)
        if words(fields) in usual or not about(fields, unit):
            continue
        line = f"{fields.get('SYSLOG_IDENTIFIER', where)}: {message}"[:400]
        if where in ("kernel", "manager"):
            if (KERNEL if where == "kernel" else MANAGER).search(message):
                strong.append(line)
        elif message.startswith("    "):  # a quoted source line
            continue
        elif where == "core" or ERRNO.search(message) or WEAK.search(message) and NAMED.search(message):
            strong.append(line)
        elif WEAK.search(message):
            weak.append(line)
    return (True if strong else "unknown" if weak else False), (strong or weak)[:8]
