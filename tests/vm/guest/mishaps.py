# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""What can go wrong while a repair is made: afterwards, or after `revert`, all is as it was."""

import pathlib
import shlex
import subprocess
import time

import hardenctl
import matrix
import programs
import service
import steps

LINE = "SystemCallFilter=~@network-io"


class Mishaps(steps.Steps):
    def __init__(self, suite):
        super().__init__(suite, "mishaps")
        self.program = programs.find("perl")
        self.unit = self.program.unit

    def broken(self):
        service.write_lines(self.program, {"50-hardening.conf": f"[Service]\n{LINE}\n"})
        outcome = service.start_and_check(self.program)
        assert not outcome.ok, "the line breaks nothing"
        return self.state()

    def state(self):
        return matrix.files(self.unit), matrix.stable(self.unit)

    def settings(self):
        """All but where they are set: what is confirmed moves from /run to /etc."""
        return {name: value for name, value in matrix.stable(self.unit).items() if name != "DropInPaths"}

    def loosen(self, *more):
        return ["hardenctl", "loosen", self.unit, "--apply", f"--check={self.program.check}", *more]

    def same(self, before):
        files, properties = self.state()
        changed = [name for name in properties if properties[name] != before[1].get(name)]
        reload = service.properties(self.unit, "NeedDaemonReload").get("NeedDaemonReload")
        return files == before[0] and not changed and reload == "no", \
            f"files {sorted(files.keys() ^ before[0].keys())}, properties {changed}, reload {reload}"

    # --- one mishap each --------------------------------------------------------------------------

    def killed(self, seconds):
        before = self.broken()
        process = subprocess.Popen(self.loosen("--settle=4"), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        ended = process.poll() is not None
        process.kill()
        process.wait()
        status, output = hardenctl.run("revert", self.unit, timeout=120)
        same, why = self.same(before)
        when = "after its end" if ended else f"after {seconds} s"
        self.note(f"SIGKILL {when}, then revert", same, f"{why}; revert: {status} {output[-300:]}")

    def reexecuted(self, seconds):
        """An upgrade of systemd ends all connections to it."""
        before = self.broken()
        process = subprocess.Popen(self.loosen("--settle=3", "--check=false"), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        time.sleep(seconds)
        service.run("systemctl", "daemon-reexec")
        output, _ = process.communicate(timeout=400)
        record = list(pathlib.Path("/run/hardenctl").glob("*.change"))
        same, why = self.same(before)
        self.note(f"daemon-reexec after {seconds} s", same and not record, f"{why}; {record}; {output[-300:]}")
        hardenctl.run("revert", self.unit, timeout=120)
        self.note(f"daemon-reexec after {seconds} s, then revert", *self.same(before))

    def killed_while_keeping(self):
        """As soon as the file is in /etc, or beside it."""
        before = self.broken()
        process = subprocess.Popen(self.loosen("--settle=1"), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < end:
            if any("hardenctl" in path.name for path in self.program.drop_in().iterdir()):
                break
        process.kill()
        process.wait()
        record = pathlib.Path(f"/run/hardenctl/{self.unit}.change")
        when = "with a record" if record.exists() else "too late"
        status, output = hardenctl.run("revert", self.unit, timeout=120)
        same, why = self.same(before)
        self.note(f"SIGKILL in keep ({when}), then revert", same and not record.exists(),
                  f"{why}; revert: {status} {output[-300:]}")

    def interrupted(self, signal):
        before = self.broken()
        process = subprocess.Popen(self.loosen("--settle=15"), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        time.sleep(6)
        process.send_signal(signal)
        output, _ = process.communicate(timeout=90)
        self.note(f"signal {signal}", *self.same(before))
        hardenctl.run("revert", self.unit, timeout=120)
        return output

    def failing_check(self):
        before = self.broken()
        status, output = hardenctl.run("loosen", self.unit, "--apply", "--settle=1", "--check=false",
                                       timeout=400)
        same, why = self.same(before)
        self.note("a check that always fails", status != 0 and same, f"status {status}, {why}; {output[-300:]}")

    def refused(self, name, prepare, mend):
        before = self.broken()
        service.shell(prepare)
        try:
            status, output = service.run(*self.loosen("--settle=1"), timeout=300)
        finally:
            service.shell(mend)
        service.run("systemctl", "daemon-reload")
        same, why = self.same(before)
        self.note(name, status != 0 and same, f"status {status}, {why}; {output[-300:]}")

    def full_disk(self):
        folder = self.program.drop_in()
        self.refused("full disk", f"cp -a {folder} /run/vm/kept && mount -t tmpfs -o size=12k none {folder} &&"
                     f" cp -a /run/vm/kept/* {folder}/ && dd if=/dev/zero of={folder}/fill bs=1k; true",
                     f"umount {folder}; rm -rf /run/vm/kept")

    def read_only(self):
        self.refused("read-only /etc", "mount --bind /etc /etc && mount -o remount,bind,ro /etc",
                     "umount -l /etc")

    def two_at_once(self):
        before = self.broken()
        first = subprocess.Popen(self.loosen("--settle=12"), stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(5)
        running = first.poll() is None
        status, output = service.run(*self.loosen("--settle=1"), timeout=120)
        done = first.wait(timeout=240)
        self.note("two at once", running and status != 0 and done == 0,
                  f"the first ran {running}, ended {done}; the second {status}: {output[-300:]}")
        hardenctl.run("revert", self.unit, timeout=120)
        self.note("two at once, then revert", *self.same(before))

    def lost_connection(self):
        """Of sshd itself; the session goes, nobody confirms, and the manager takes it back."""
        self.program = programs.find("ssh")
        self.unit = self.program.unit
        before = self.broken()
        process = subprocess.Popen(self.loosen("--settle=1", "--confirm=25"), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   start_new_session=True)
        end = time.monotonic() + 90
        while time.monotonic() < end and self.state()[0] == before[0]:
            time.sleep(0.5)
        applied = self.state()[0] != before[0]
        time.sleep(4)
        process.kill()
        output, _ = process.communicate()
        time.sleep(45)
        same, why = self.same(before)
        self.note("lost connection with --confirm", applied and same,
                  f"applied {applied}, {why}; {output[-300:]}")
        if self.confirmed():
            hardenctl.run("revert", self.unit, timeout=120)
            self.note("confirmed, then revert", *self.same(before))

    def on_trial(self, seconds=60):
        """Waits until the trial's drop-in is there."""
        end = time.monotonic() + seconds
        folder = pathlib.Path("/run/systemd/system", self.unit + ".d")
        while time.monotonic() < end and not folder.exists():
            time.sleep(0.2)
        return folder.exists()

    def taken_back(self, name, before, seconds=60):
        """The files come first, the record of them goes last."""
        end = time.monotonic() + seconds
        while True:
            same, why = self.same(before)
            left = sorted(path.name for path in pathlib.Path("/run/hardenctl").glob("*"))
            if same and not left or time.monotonic() >= end:
                break
            time.sleep(0.5)
        self.note(name, same and not left, f"{why}; left {left}")

    def changing(self):
        """Process IDs; not of the shells in whose words the name is."""
        return service.run("pgrep", "-x", "hardenctl")[1].split()

    def trial_goes_well(self):
        """Still, after a while: a repair that fails is taken back, too, whatever else happens."""
        applied = self.on_trial()
        time.sleep(5)
        trials = [path for path in self.state()[0] if path.startswith("/run/")]
        running, works = self.changing(), service.check(self.program)[0] == 0
        return applied and len(running) == 1 and bool(trials) and works, \
            f"applied {applied}, running {running}, trial {trials}, works {works}"

    def lost_reader(self):
        """No terminal, no SIGHUP: the other end of its pipes goes."""
        before = self.broken()
        process = subprocess.Popen(self.loosen("--settle=90"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        well, why = self.trial_goes_well()
        process.stdout.close()
        status = process.wait(timeout=60)
        self.note("lost reader without a tty", well and status != 0, f"{why}, status {status}")
        self.taken_back("lost reader without a tty, taken back", before)

    def over_ssh(self, *more):
        """A real ssh to the machine itself, without a terminal on either side."""
        return subprocess.Popen(["ssh", "-p", "2222", "-o", "StrictHostKeyChecking=no", "127.0.0.1",
                                 shlex.join(self.loosen(*more))],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def lost_ssh(self):
        """Its client is killed in the middle of a trial that would last for much longer, and end well."""
        if not pathlib.Path("/usr/sbin/sshd").exists():
            self.not_tried("lost ssh without a tty", "no SSH server here")
            return
        service.shell("mkdir -p /run/sshd /root/.ssh; [ -e /root/.ssh/id_ed25519 ] ||"
                      " ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519; ssh-keygen -q -A;"
                      " cat /root/.ssh/id_ed25519.pub >>/root/.ssh/authorized_keys;"
                      " /usr/sbin/sshd -p 2222 -o PidFile=/run/sshd/mishaps.pid", timeout=120)
        self.broken()
        # The control: what is taken back below is taken back for no other reason.
        client = self.over_ssh("--settle=1")
        output, _ = client.communicate(timeout=120)
        kept = any("hardenctl" in path.name for path in self.program.drop_in().iterdir())
        self.note("ssh without a tty, to its end", client.returncode == 0 and kept,
                  f"status {client.returncode}, kept {kept}; {output[-300:]}")
        hardenctl.run("revert", self.unit, timeout=120)
        before = self.broken()
        client = self.over_ssh("--settle=300")
        goes_well = self.trial_goes_well()
        client.kill()
        client.wait()
        self.note("lost ssh without a tty, in a trial that goes well", *goes_well)
        self.taken_back("lost ssh without a tty, taken back", before)
        time.sleep(1)
        left = self.changing()
        self.note("lost ssh without a tty, ended", not left, f"runs on: {left}")
        service.shell("kill $(cat /run/sshd/mishaps.pid)")

    def hostile_places(self):
        """Neither followed nor opened, and said within a moment."""
        lock = f"/run/hardenctl/{self.unit}.lock"
        for name, prepare in (("a link", "ln -s /run/vm/victim /run/hardenctl"),
                              ("world-writable", "mkdir -m 777 /run/hardenctl"),
                              ("another's", "mkdir -m 700 /run/hardenctl; chown nobody /run/hardenctl"),
                              ("a lock that is a FIFO", f"mkdir -m 700 /run/hardenctl; mkfifo {lock}"),
                              ("a lock that is a link", f"mkdir -m 700 /run/hardenctl; ln -s /etc/passwd {lock}")):
            service.shell(f"rm -rf /run/hardenctl; mkdir -p /run/vm/victim; {prepare}")
            victim = pathlib.Path("/etc/passwd").read_bytes()
            self.refused(f"hostile directory: {name}", "true", "true")
            untouched = not list(pathlib.Path("/run/vm/victim").iterdir()) \
                and pathlib.Path("/etc/passwd").read_bytes() == victim
            self.note(f"hostile directory: {name}, untouched", untouched)
            service.stop(self.program)
            service.clear_lines(self.program)
        service.shell("rm -rf /run/hardenctl")

    def noisy_check(self):
        """Endless output, and children that outlive it: none of them stays, and nothing waits for them."""
        before = self.broken()
        check = f"yes & setsid sleep 4711 & {self.program.check}"
        began = time.monotonic()
        status, output = hardenctl.run("loosen", self.unit, "--apply", "--settle=1", f"--check={check}", timeout=300)
        left = service.shell("pgrep -f '[s]leep 4711'; pgrep -x yes")[1].split()
        self.note("a check with background children and endless output", status == 0 and not left,
                  f"status {status} after {time.monotonic() - began:.0f} s, left {left}; {output[-300:]}")
        hardenctl.run("revert", self.unit, timeout=120)
        self.note("a check with background children, then revert", *self.same(before))

    def login_unit(self):
        """Never kept without a confirmation, and taken back if none comes."""
        self.program = programs.find("ssh")
        self.unit = self.program.unit
        before = self.broken()
        status, output = hardenctl.run(*self.loosen("--settle=1")[1:], timeout=240)
        kept = [path for path in self.state()[0] if path.startswith("/etc/") and "hardenctl" in path]
        timers = service.run("systemctl", "list-timers", "--all")[1]
        self.note("a login unit requires confirm", status == 0 and not kept and "hardenctl-way-back" in timers
                  and "unless confirmed" in output, f"status {status}, kept {kept}; {output[-400:]}")
        time.sleep(125)
        self.taken_back("a login unit, not confirmed", before)

    def confirmed(self):
        status, output = service.run(*self.loosen("--settle=1", "--confirm=20"), timeout=240)
        after = self.settings()
        confirm, words = hardenctl.run("confirm", self.unit)
        time.sleep(30)
        kept = self.settings() == after and any(self.program.drop_in().glob("*hardenctl*"))
        works = service.check(self.program)
        self.note("--confirm, and confirmed in time", status == 0 and confirm == 0 and kept and works[0] == 0,
                  f"loosen {status} {output[-300:]}; confirm {confirm} {words[-200:]};"
                  f" before {after}, then {self.settings()}; check {works}")
        return True


def main(suite):
    missing = {"loosen", "revert"} - hardenctl.verbs()
    if missing:
        steps.Steps(suite, "mishaps").not_tried("mishaps", f"this hardenctl has no {' and '.join(sorted(missing))}")
        return
    mishaps = Mishaps(suite)
    mischief = [*(lambda s=seconds: mishaps.killed(s) for seconds in (0.3, 1, 2, 4, 7, 30)),
                *(lambda s=seconds: mishaps.reexecuted(s) for seconds in (1, 3, 6, 10)),
                mishaps.killed_while_keeping, lambda: mishaps.interrupted(2), lambda: mishaps.interrupted(15),
                mishaps.failing_check, mishaps.full_disk, mishaps.read_only, mishaps.two_at_once,
                mishaps.lost_reader, mishaps.lost_ssh, mishaps.hostile_places, mishaps.noisy_check]
    if "confirm" in hardenctl.verbs():
        mischief += [mishaps.lost_connection, mishaps.login_unit]
    for step in mischief:
        try:
            step()
        except (OSError, AssertionError, subprocess.SubprocessError) as error:
            mishaps.note(f"step {getattr(step, '__name__', step)}", False, repr(error))
        service.stop(mishaps.program)
        service.clear_lines(mishaps.program)
