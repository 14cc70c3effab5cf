# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Builds hardenctl once, for the oldest suite, with the libraries that the others have no more.

What it calls of glibc and libsystemd, the younger suites have, too. The compiler and what it made
are kept.
"""

import pathlib
import platform
import subprocess

import machine

TOP = machine.HERE.parent.parent
SUITE = machine.SUITES[0]


def compiler():
    """The folder of a root/ where it is built: this system, if it is of that suite."""
    if platform.freedesktop_os_release().get("VERSION_CODENAME") == SUITE:
        return pathlib.Path("/")
    folder = machine.cache() / f"compiler-{SUITE}-{machine.recipe('compiler')}"
    if not (folder / "root").exists():
        machine.say(f"vm: making a compiler of {SUITE} in {folder}")
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / "log", "w") as log:
            subprocess.run([machine.HERE / "compiler/make", SUITE, folder], check=True,
                           stdout=log, stderr=subprocess.STDOUT, timeout=3000)
    return folder / "root"


def hardenctl():
    """The folder that is installed below / of a machine."""
    with machine.locked(machine.cache() / "compiler.lock"):
        root = compiler()
        out = machine.cache() / "built"
        out.mkdir(exist_ok=True)
        with open(out / "log", "w") as log:
            done = subprocess.run([machine.HERE / "compiler/compile", root, TOP, out,
                                   machine.cache() / "ccache"], stdout=log, stderr=subprocess.STDOUT,
                                  timeout=3000)
        if done.returncode:
            raise SystemExit(f"building hardenctl for the machines failed, see {out / 'log'}")
    return out / "usr"
