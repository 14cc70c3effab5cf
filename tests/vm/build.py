# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Builds hardenctl once, for the oldest suite, with the libraries that the others have no more.

What it calls of glibc and libsystemd, the younger suites have, too. The compiler and what it made
are kept.
"""

import pathlib
import platform

import machine

TOP = machine.HERE.parent.parent
SUITE = machine.SUITES[0]


def compiler(limit):
    """The root folder where it is built: this system's, if it is of that suite."""
    if platform.freedesktop_os_release().get("VERSION_CODENAME") == SUITE:
        return pathlib.Path("/")
    folder = machine.cache() / f"compiler-{SUITE}-{machine.recipe('compiler')}"
    if not (folder / "root").exists():
        machine.say(f"vm: making a compiler of {SUITE} in {folder}")
        folder.mkdir(parents=True, exist_ok=True)
        machine.make(f"a compiler of {SUITE}", folder / "log", limit, machine.HERE / "compiler/make", SUITE, folder)
    return folder / "root"


def hardenctl(limit):
    """The folder that is installed as /usr of a machine; `limit` are seconds."""
    with machine.locked(machine.cache() / "compiler.lock"):
        root = compiler(limit)
        out = machine.cache() / "built"
        out.mkdir(exist_ok=True)
        machine.make("hardenctl for the machines", out / "log", limit, machine.HERE / "compiler/compile", root, TOP, out,
                     machine.cache() / "ccache")
    return out / "usr"
