# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""`trace` on a kernel of Debian's own: it must show the denials of services that say nothing."""

import json
import pathlib
import select
import signal
import subprocess
import time

import hardenctl
import service
import steps

UNIT = "vm-trace.service"
FILE = pathlib.Path("/run/systemd/system", UNIT)
RECORD = "/run/vm/trace.jsonl"

DENIALS = "python3 -S /run/vm/in/denials.py"
MANY = """SystemCallFilter=~mkdir:EACCES mkdirat:EACCES
ProtectSystem=strict
ReadWritePaths=/run
CapabilityBoundingSet=~CAP_CHOWN CAP_NET_BIND_SERVICE
RestrictAddressFamilies=AF_UNIX AF_INET"""
# What is to be recorded of each.
SEEN = [
    {"call": "mkdir", "path": "/run/vm-made", "errno": "EACCES", "filter": True},
    {"call": "openat", "path": "/var/lib/vm-made", "errno": "EROFS"},
    {"call": "chown", "path": "/run/vm-owned", "errno": "EPERM", "capabilities": ["CAP_CHOWN"]},
    {"call": "bind", "port": 81, "errno": "EACCES", "capabilities": ["CAP_NET_BIND_SERVICE"]},
    {"call": "socket", "family": "AF_INET6", "errno": "EAFNOSUPPORT", "filter": True},
]
KILLED = ("SystemCallFilter=~mkdir mkdirat", "mkdir /run/vm-made")
NOT_BEGUN = ("BindPaths=/vm-missing:/mnt", "true")
HEALTHY = ("ProtectSystem=strict\nRestrictAddressFamilies=AF_UNIX\nSystemCallFilter=@system-service", "true")


class Trace(steps.Steps):
    def put(self, lines, command):
        FILE.write_text("[Service]\nType=oneshot\nStandardOutput=null\nStandardError=null\n"
                        f"{lines}\nExecStart={command}\n")
        pathlib.Path("/run/vm-owned").touch()
        service.run("systemctl", "daemon-reload")

    def judge(self, name, output, *wanted):
        """The first finding is of this directive, with these words; or there is none."""
        try:
            found = hardenctl.first_unit(output)["findings"]
        except (ValueError, LookupError):
            self.note(name, False, output[-600:])
            return
        first = json.dumps(found[:1])
        self.note(name, all(word in first for word in wanted) if wanted else not found,
                  str([(one["directive"], one["evidence"]) for one in found]))

    def judge_record(self):
        events = [json.loads(line) for line in pathlib.Path(RECORD).read_text().splitlines()]
        missing = [row for row in SEEN if not any(row == {key: event.get(key) for key in row} for event in events)]
        self.note("denied with an errno, --record=", not missing,
                  f"without {missing}: {[event for event in events if event.get('errno', 'ENOENT') != 'ENOENT']}")

    def traced(self, *more):
        return hardenctl.run("trace", UNIT, "--restart", "--json=short", *more)[1]

    def many(self):
        self.put(MANY, DENIALS)
        self.judge("denied with an errno", self.traced(f"--record={RECORD}"), "RestrictAddressFamilies", "AF_INET6")
        self.judge_record()
        self.judge("diagnose --trace=", hardenctl.run("diagnose", UNIT, "--json=short", f"--trace={RECORD}")[1],
                   "RestrictAddressFamilies", "AF_INET6")

    def without_capabilities(self):
        """A kernel that lets neither its functions nor this be traced: all but that is seen, and it is said."""
        if service.run("sysctl", "-q", "kernel.ftrace_enabled=0")[0]:
            self.note("without capabilities", False, "kernel.ftrace_enabled cannot be set")
            return
        output = hardenctl.run("trace", UNIT, "--restart", "--full")[1]
        service.run("sysctl", "-q", "kernel.ftrace_enabled=1")
        service.run("mount", "-t", "tracefs", "tracefs", "/sys/kernel/tracing")
        has_tracepoint = pathlib.Path("/sys/kernel/tracing/events/capability").exists()
        self.note("without capabilities", "RestrictAddressFamilies=AF_UNIX AF_INET" in output
                  and ("does not show checks of capabilities" in output) != has_tracepoint, output[-900:])

    def not_begun(self):
        self.put(*NOT_BEGUN)
        self.judge("before execve", self.traced(), "BindPaths", "/vm-missing")

    def healthy(self):
        self.put(*HEALTHY)
        self.judge("nothing is accused where nothing fails", self.traced("--for=1s"))

    def followed(self):
        """It prints a kill while it watches."""
        self.put(*KILLED)
        output, end = "", time.monotonic() + 60
        with subprocess.Popen(["hardenctl", "trace", UNIT, "--follow", "--restart"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            while "SIGSYS" not in output and process.poll() is None and time.monotonic() < end:
                if select.select([process.stdout], [], [], 1)[0]:
                    output += process.stdout.read1(65536).decode(errors="replace")
            process.send_signal(signal.SIGINT)
            output += process.communicate()[0].decode(errors="replace")
        self.note("a kill, --follow", "SystemCallFilter=~mkdir mkdirat" in output and "SIGSYS" in output, output[-600:])


def main(suite):
    trace = Trace(suite, "trace")
    for step in (trace.many, trace.without_capabilities, trace.not_begun, trace.healthy, trace.followed):
        step()
    service.run("systemctl", "stop", UNIT)
    FILE.unlink()
