# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Machines: images of Debian suites, kept between runs, and one boot of one with a payload."""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
SUITES = ("bookworm", "trixie", "forky")
MIRROR = os.environ.get("HARDENCTL_VM_MIRROR", "http://deb.debian.org/debian")


def cache():
    base = os.environ.get("HARDENCTL_VM_CACHE")
    if base:
        return pathlib.Path(base)
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(home, "hardenctl/vm")


def why_not(suites):
    """What this system lacks to make and boot machines of these suites, or None."""
    if os.geteuid():
        return "only root can make root folders of Debian releases"
    mount = ["unshare", "--mount", "--pid", "--fork", "mount", "-t", "tmpfs", "none", "/mnt"]
    if subprocess.run(mount, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
        return "this system does not permit to mount, so that no container can be booted"
    for suite in suites:
        try:
            urllib.request.urlopen(f"{MIRROR}/dists/{suite}/InRelease", timeout=60).close()
        except OSError as error:
            return f"{MIRROR} has no packages of {suite}: {error}"
    return None


def recipe(folder="image"):
    digest = hashlib.sha256()
    for file in sorted(path for path in (HERE / folder).rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(HERE)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


# What takes the emulator long and no test needs.
NEEDLESS = ("systemd-modules-load", "systemd-udev-trigger")


class Failed(Exception):
    """What a machine needs could not be made."""


class TooSlow(Failed):
    """Not in time."""


def make(what, log, limit, *command):
    """Runs the command for at most so many seconds."""
    with open(log, "w") as output:
        done = subprocess.run(["nice", "timeout", "--kill-after=20", str(limit), *command],
                              stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False)
    if done.returncode == 124:
        raise TooSlow(f"making {what} took more than {limit / 60:.0f} min, see {log}")
    if done.returncode:
        raise Failed(f"making {what} failed with status {done.returncode}, see {log}")


def say(text):
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def locked(path):
    """Two runs on one machine wait for each other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def image(suite, full=True, limit=3600):
    """The folder of root.img, vmlinuz and initrd; made if there is none by this recipe.

    Without `full` there are only the programs of selection.SMALL in it. `limit` are seconds.
    """
    folder = cache() / f"{suite}-{'full' if full else 'small'}-{recipe()}"
    packages = ["packages", "packages-full"] if full else ["packages"]
    with locked(cache() / f"{folder.name}.lock"):
        if not (folder / "root.img").exists():
            say(f"vm: making a machine of {suite} in {folder}")
            folder.mkdir(parents=True, exist_ok=True)
            make(f"a machine of {suite}", folder / "log", limit, HERE / "image/build", suite, folder, *packages)
            forget_others(suite, folder)
    return folder


def forget_others(suite, kept):
    """What older recipes made, but not what may be in use."""
    for folder in kept.parent.glob(f"{suite}-*"):
        if folder != kept and time.time() - folder.stat().st_mtime > 7 * 86400:
            shutil.rmtree(folder, ignore_errors=True)


def make_disk(path, label, size, folder=None):
    with open(path, "wb") as file:
        file.truncate(size)
    content = ["-d", folder] if folder else []
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-m", "0", "-L", label,
                    *content, path], check=True, stdout=subprocess.DEVNULL)


def payload(folder, module, arguments, extra):
    shutil.copytree(HERE / "guest", folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name, source in extra.items():
        if pathlib.Path(source).is_dir():
            shutil.copytree(source, folder / name, symlinks=True)
        else:
            shutil.copy2(source, folder / name)
    (folder / "arguments.json").write_text(json.dumps({"module": module, "arguments": arguments}))


def command(image_folder, work):
    """Slow. In it an instruction takes a nanosecond, so that nothing times out, however busy the host is.

    So it leaves the processor to containers, which live in real time.
    """
    def disk(file, name, more=""):
        return ["-drive", f"file={file},format=raw,if=none,id={name},cache=unsafe{more}",
                "-device", f"virtio-blk-pci,drive={name}"]
    masked = " ".join(f"systemd.mask={unit}.service" for unit in NEEDLESS)
    return ["nice", "qemu-system-x86_64", "-accel", "tcg", "-icount", "shift=0", "-rtc", "clock=vm", "-cpu", "max",
            "-m", "1536M", "-nographic", "-no-reboot", "-nic", "none", "-serial", "mon:stdio",
            "-kernel", image_folder / "vmlinuz", "-initrd", image_folder / "initrd",
            "-append", "root=LABEL=vm-root rw console=ttyS0 TERM=dumb quiet panic=1 mitigations=off no5lvl"
                       f" systemd.show_status=0 systemd.log_target=journal {masked}",
            *disk(image_folder / "root.img", "root", ",snapshot=on"),
            *disk(work / "in.img", "in", ",read-only=on"), *disk(work / "out.img", "out")]


# Two containers in one control group would take away each other's.
OWN_GROUP = """
for tree in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
	[ ! -e "$tree/cgroup.procs" ] || { mkdir "$tree/$1" && echo $$ >"$tree/$1/cgroup.procs"; } || exit
done
shift
exec "$@"
"""


def remove_groups(name):
    for tree in ("/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"):
        for folder, _, _ in os.walk(f"{tree}/{name}", topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(folder)


def container(image_folder, work):
    """Much quicker than a machine, and without records of the kernel."""
    return ["sh", "-c", OWN_GROUP, "sh", work.name, "systemd-nspawn", "--register=no", "--keep-unit", "--quiet", "--boot",
            "-D", image_folder / "root", "--volatile=overlay", "--private-network", f"--machine={image_folder.name}-{os.getpid()}",
            "--console=pipe", f"--bind={work}/in:/run/vm/in", f"--bind={work}/out:/run/vm/out"]


def supervise(argv, console, timeout, tell):
    """Runs until its end or until the time is up; false then."""
    with open(console, "wb") as log:
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT,
                                   env=os.environ | {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"})
        timer = threading.Timer(timeout, process.kill)
        timer.start()
        try:
            follow(process, log, tell)
            process.wait()
        finally:
            timer.cancel()
            process.kill()
    return process.returncode != -9


def follow(process, log, tell):
    """Copies the console to the log; says the lines that begin with "vm: "."""
    for raw in iter(process.stdout.readline, b""):
        log.write(raw)
        log.flush()
        line = raw.decode(errors="replace").rstrip()
        at = line.find("vm: ")
        if at >= 0 and tell:
            tell(line[at + 4:])


def boot(suite, module, arguments, *, extra=None, timeout=3600, results, tell=say, emulate=True,
         full=True):
    """Boots a machine and runs the module of guest/ in it; its results are in `results` then.

    True if the machine came to its end by itself, in time.
    """
    folder = image(suite, full)
    results = pathlib.Path(results)
    results.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hardenctl-vm-") as name:
        work = pathlib.Path(name)
        payload(work / "in", module, arguments, extra or {})
        if emulate:
            make_disk(work / "in.img", "vm-in", 256 << 20, work / "in")
            make_disk(work / "out.img", "vm-out", 1 << 30)
            ended = supervise(command(folder, work), results / "console", timeout, tell)
            subprocess.run(["debugfs", "-R", f"rdump / {results}", work / "out.img"], check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        else:
            (work / "out").mkdir()
            ended = supervise(container(folder, work), results / "console", timeout, tell)
            remove_groups(work.name)
            shutil.copytree(work / "out", results, dirs_exist_ok=True)
    status = results / "status"
    return ended and status.exists() and status.read_text().strip() == "0"
