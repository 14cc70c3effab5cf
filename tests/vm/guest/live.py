# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Other managers and journals: --user, a container, a host over ssh, an unprivileged user, many hosts."""

import json
import pathlib
import pwd
import shutil
import subprocess
import time

import hardenctl
import programs
import service
import steps

UNIT = "[Unit]\nDescription=Notes\n[Service]\nExecStart=/bin/sh -c 'echo x >%h/notes/today'\nType=oneshot\n"
LINE = "InaccessiblePaths=/home/tester/notes"


def as_user(*command):
    uid = pwd.getpwnam("tester").pw_uid
    return ("runuser", "-u", "tester", "--", "env", f"XDG_RUNTIME_DIR=/run/user/{uid}",
            f"DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/{uid}/bus", *command)


class Live(steps.Steps):
    def names(self, name, directive, *command, timeout=90):
        """The command's first finding is of this directive."""
        status, output = service.run(*command, timeout=timeout)
        try:
            found = [f["directive"] for f in hardenctl.first_unit(output)["findings"]]
        except (ValueError, LookupError):
            found = []
        self.note(name, found[:1] == [directive], f"status {status}, found {found}, {output[-300:]}")

    def break_perl(self):
        program = programs.find("perl")
        service.write_lines(program, {"50-hardening.conf": "[Service]\nProtectSystem=strict\n"})
        assert not service.start_and_check(program).ok
        return program

    # --- one each ---------------------------------------------------------------------------------

    def user(self):
        service.run("loginctl", "enable-linger", "tester")
        home = pathlib.Path("/home/tester/.config/systemd/user/notes.service.d")
        home.mkdir(parents=True, exist_ok=True)
        (home.parent / "notes.service").write_text(UNIT)
        # The user manager of bookworm mounts nothing without PrivateUsers=.
        (home / "hardening.conf").write_text("[Service]\nPrivateUsers=yes\nReadOnlyPaths=/home/tester/notes\n")
        pathlib.Path("/home/tester/notes").mkdir(exist_ok=True)
        service.shell("chown -R tester: /home/tester")
        for _ in range(60):
            if service.run(*as_user("systemctl", "--user", "daemon-reload"))[0] == 0:
                break
            time.sleep(1)
        status, output = service.run(*as_user("systemctl", "--user", "start", "notes"))
        if status == 0:
            self.note("--user", False, "ReadOnlyPaths= breaks nothing in the user manager here")
            return
        service.run("journalctl", "--sync")
        self.names("--user", "ReadOnlyPaths",
                   *as_user("hardenctl", "diagnose", "--user", "--json=short", "notes"))

    def unprivileged(self):
        unit = self.break_perl().unit
        status, output = service.run(*as_user("hardenctl", "diagnose", unit))
        self.note("unprivileged: says what is missing", "systemd-journal" in output,
                  f"status {status}, {output[-300:]}")
        service.run("usermod", "-aG", "systemd-journal", "tester")
        self.names("unprivileged, in the group systemd-journal", "ProtectSystem",
                   *as_user("hardenctl", "diagnose", "--json=short", unit))

    def host(self):
        unit = self.break_perl().unit
        service.run("systemctl", "start", "ssh")
        self.names("-H localhost", "ProtectSystem", "hardenctl", "diagnose", "-H", "localhost",
                   "--json=short", unit)

    def container(self):
        """The machine's own root below an overlay, with another machine ID."""
        root = pathlib.Path("/run/vm/root")
        root.mkdir(exist_ok=True)
        service.run("mount", "--bind", "/", root)
        console = pathlib.Path("/run/vm/inner")
        with console.open("wb") as output:
            nspawn = subprocess.Popen(["systemd-nspawn", "-q", "-b", "-D", root, "-M", "inner",
                                       "--volatile=overlay", "--console=pipe", "--private-network",
                                       "--link-journal=no", "systemd.mask=vm-payload.service"],
                                      stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            inside = ("systemd-run", "-q", "-M", "inner", "--wait", "--pipe")
            for _ in range(60):
                if nspawn.poll() is not None or service.run(*inside, "true")[0] == 0:
                    break
                time.sleep(3)
            if nspawn.poll() is not None:
                self.note("-M CONTAINER", False, "it does not boot: " + console.read_text(errors="replace")[-500:])
                return
            service.run(*inside, "sh", "-c", "mkdir -p /etc/systemd/system/vm-perl.service.d && printf"
                        " '[Service]\\nProtectSystem=strict\\n' >/etc/systemd/system/vm-perl.service.d/9.conf"
                        " && systemctl daemon-reload; systemctl start vm-perl;"
                        " for i in 1 2 3 4 5 6 7 8 9; do sleep 3; systemctl -q is-active vm-perl || break; done;"
                        " journalctl --sync", timeout=120)
            self.names("-M CONTAINER", "ProtectSystem", "hardenctl", "diagnose", "-M", "inner",
                       "--json=short", "vm-perl")
        finally:
            service.run("machinectl", "terminate", "inner")
            nspawn.kill()
            nspawn.wait()

    def learn(self):
        status, output = service.run("bash", "scripts/learn", timeout=1200)
        self.note("learn", status == 0, output[-600:])

    def many_hosts(self):
        """The same journal twice, once as of another host."""
        self.break_perl()
        service.run("journalctl", "--sync")
        folder = pathlib.Path("/run/vm/many")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        export = subprocess.run(["journalctl", "-o", "export", "-u", "vm-perl", "-b"], stdout=subprocess.PIPE).stdout
        remote = "/usr/lib/systemd/systemd-journal-remote"
        if not pathlib.Path(remote).exists():
            remote = "/lib/systemd/systemd-journal-remote"
        own = pathlib.Path("/etc/machine-id").read_text().strip().encode()
        for name, machine in (("vm", own), ("other", own[::-1])):
            text = export.replace(own, machine).replace(b"_HOSTNAME=vm\n", b"_HOSTNAME=" + name.encode() + b"\n")
            subprocess.run([remote, "-o", folder / f"remote-{name}.journal", "-"], input=text,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        status, output = hardenctl.run("diagnose", "-D", str(folder), "--json=short", "vm-perl")
        try:
            hosts = {unit["host"] for unit in json.loads(output[output.index("{"):])["units"]
                     if unit["findings"]}
        except (ValueError, LookupError):
            hosts = set()
        self.note("journals of two hosts", hosts == {"vm", "other"}, f"status {status} {hosts} {output[-300:]}")


def main(suite):
    """A container boots none itself, and has no audit records of its own."""
    live = Live(suite, "live")
    parts = [live.container, live.learn] if service.EMULATED else \
        [live.user, live.unprivileged, live.host, live.many_hosts]
    for step in parts:
        try:
            step()
        except (OSError, AssertionError, subprocess.SubprocessError) as error:
            live.note(step.__name__, False, repr(error))
