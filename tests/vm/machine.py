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

HERE = pathlib.Path(__file__).resolve().parent
SUITES = ("bookworm", "trixie", "forky")


def cache():
    base = os.environ.get("HARDENCTL_VM_CACHE")
    if base:
        return pathlib.Path(base)
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(home, "hardenctl/vm")


def recipe(folder="image"):
    digest = hashlib.sha256()
    for file in sorted(path for path in (HERE / folder).rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(HERE)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def say(text):
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def locked(path):
    """Two runs on one machine wait for each other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def image(suite):
    """The folder of root.img, vmlinuz and initrd; made if there is none by this recipe."""
    folder = cache() / f"{suite}-{recipe()}"
    with locked(cache() / f"{suite}.lock"):
        if not (folder / "root.img").exists():
            say(f"vm: making a machine of {suite} in {folder}")
            folder.mkdir(parents=True, exist_ok=True)
            with open(folder / "log", "w") as log:
                subprocess.run([HERE / "image/build", suite, folder], check=True, stdout=log,
                               stderr=subprocess.STDOUT, timeout=2400)
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
    def disk(file, name, more=""):
        return ["-drive", f"file={file},format=raw,if=none,id={name},cache=unsafe{more}",
                "-device", f"virtio-blk-pci,drive={name}"]
    return ["nice", "-n", "1", "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2",
            "-m", "2G", "-nographic", "-no-reboot", "-nic", "none", "-serial", "mon:stdio",
            "-kernel", image_folder / "vmlinuz", "-initrd", image_folder / "initrd",
            "-append", "root=LABEL=vm-root rw console=ttyS0 quiet panic=1 systemd.show_status=0"
                       " systemd.log_target=journal",
            *disk(image_folder / "root.img", "root", ",snapshot=on"),
            *disk(work / "in.img", "in", ",read-only=on"), *disk(work / "out.img", "out")]


def container(image_folder, work):
    """Much quicker than a machine, and without records of the kernel."""
    return ["systemd-nspawn", "--register=no", "--keep-unit", "--quiet", "--boot",
            "-D", image_folder / "root", "--volatile=overlay", "--private-network", f"--machine=hardenctl-vm-{os.getpid()}",
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


def boot(suite, module, arguments, *, extra=None, timeout=3600, results, tell=say,
         emulate=True):
    """Boots a machine and runs the module of guest/ in it; its results are in `results` then.

    True if the machine came to its end by itself, in time.
    """
    folder = image(suite)
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
            shutil.copytree(work / "out", results, dirs_exist_ok=True)
    status = results / "status"
    return ended and status.exists() and status.read_text().strip() == "0"
