#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Types into a real shell and looks at what Enter would run.

usage: run.py SHELL PROGRAM FOLDER   SHELL: bash | zsh | fish; FOLDER: completions/
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from terminal import Terminal, Timeout

SKIPPED = 77
PROMPT = "ready> "

# What is typed before TAB, and the arguments that Enter then gives to the program.
COMPLETED = [
    ("dia", ["diagnose"]),
    ("--no-l", ["--no-legend"]),
    ("list --si", ["list", "--since="]),
    ("list --json=pr", ["list", "--json=pretty"]),
    ("list --json pr", ["list", "--json", "pretty"]),
    ("list -S yest", ["list", "-S", "yesterday"]),
    ("--log=jour", ["--log=journal.export"]),
    ("list --log jour", ["list", "--log", "journal.export"]),
    ("--root=tr", ["--root=tree"]),
    ("--root=journ", ["--root=journ"]),
    ("diagnose --root=tree ngi", ["diagnose", "--root=tree", "nginx.service"]),
    ("--root tree diagnose ngi", ["--root", "tree", "diagnose", "nginx.service"]),
    ("diagnose --root=tree getty@t", ["diagnose", "--root=tree", "getty@tty1.service"]),
    ("diagnose --root=tree dev", ["diagnose", "--root=tree", r"dev-a\x2db.service"]),
    ("diagnose ./ngi", ["diagnose", "./nginx.service"]),
    ("diagnose -- --no", ["diagnose", "--", "--no"]),
    ("frobnicate ngi", ["frobnicate", "ngi"]),
    ("--frobnicate=x", ["--frobnicate=x"]),
    ("explain ProtectSys", ["explain", "ProtectSystem"]),
    ("explain protectsys", ["explain", "ProtectSystem"]),
    ("explain @network", ["explain", "@network-io"]),
    ("explain CAP_NET_AD", ["explain", "CAP_NET_ADMIN"]),
]

# What is typed before TAB (twice), and what is offered then: nothing is left to insert.
OFFERED = [
    ("list --json=", ["short", "pretty", "off"]),
    ("list --since=", ["yesterday", "today"]),
    ("list --boot=", ["-1", "all"]),
    ("--log=", ["journal.export", "tree", "nginx.txt"]),
    ("diagnose --no-", ["--no-pager", "--no-legend"]),
    ("explain Protect", ["ProtectSystem", "ProtectHome", "ProtectProc"]),
]

# Of shells, of Python, of ours.
ERRORS = ["rror", "nknown", "No such", "not found", "usage", "Traceback", "hardenctl:", "rash"]

WRAPPER = """#!/bin/sh
if [ -e '{folder}/broken' ]; then
	echo 'Error: broken'
	echo 'Error: broken' >&2
	exit 1
fi
[ "$1" != _complete ] || exec '{program}' "$@"
printf '%s\\n' "$@" >'{folder}/new'
mv '{folder}/new' '{folder}/arguments'
"""


def make_tree(folder, program):
    """A home, a program that tells what it was asked to do, and files to complete."""
    wrapper = folder / "bin" / "hardenctl"
    units = folder / "home" / "tree" / "etc" / "systemd" / "system"
    wrapper.parent.mkdir()
    units.mkdir(parents=True)
    wrapper.write_text(WRAPPER.format(folder=folder, program=program))
    wrapper.chmod(0o755)
    for path in [*(units / name for name in ("nginx.service", "getty@tty1.service", r"dev-a\x2db.service")),
                 *(folder / "home" / name for name in ("nginx.service", "nginx.txt", "journal.export"))]:
        path.write_text("[Service]\nExecStart=/bin/true\n")


def start(shell, completions, folder):
    home = folder / "home"
    environment = {"HOME": str(home), "ZDOTDIR": str(folder), "TERM": "xterm", "LC_ALL": "C.UTF-8",
                   "PATH": f"{folder}/bin:{os.environ['PATH']}"}
    if shell == "bash":
        rc = folder / "bashrc"
        rc.write_text(f"PS1='{PROMPT}'\n. '{completions}/hardenctl'\n")
        argv = ["bash", "--noprofile", "--rcfile", str(rc), "-i"]
    elif shell == "zsh":
        (folder / ".zshrc").write_text(f"PS1='{PROMPT}'\nfpath=('{completions}' $fpath)\n"
                                       "autoload -Uz compinit && compinit -u -D\n")
        argv = ["zsh", "-d", "-i"]
    else:
        prompt = f"function fish_prompt; echo -n '{PROMPT}'; end; set -g fish_greeting"
        argv = ["fish", "--no-config", "-i", "-C", f"{prompt}; source '{completions}/hardenctl.fish'"]
    return Terminal(argv, environment, home)


class Session:
    def __init__(self, shell, completions, folder):
        self.terminal = start(shell, completions, folder)
        self.arguments = folder / "arguments"
        self.failures = []
        self.wait_for_prompt()

    def wait_for_prompt(self):
        self.terminal.wait("the prompt", lambda: PROMPT in self.terminal.text())
        self.terminal.settle()
        self.terminal.forget()

    def fail(self, typed, message):
        self.failures.append(f"hardenctl {typed}<TAB>: {message}")

    def type_line(self, typed, tabs):
        # Waiting for the last characters: what comes before them may be redrawn in pieces.
        line = f"hardenctl {typed}"
        self.terminal.type(line)
        self.terminal.wait(line, lambda: line[-3:] in self.terminal.text())
        self.terminal.settle()
        self.terminal.forget()
        self.terminal.type("\t" * tabs)
        self.terminal.settle()

    def expect_completed(self, typed, expected):
        self.arguments.unlink(missing_ok=True)
        self.type_line(typed, 1)
        shown = self.terminal.text()
        self.terminal.forget()
        self.terminal.type("\r")
        self.terminal.wait("the command", self.arguments.exists)
        # zsh takes the slash behind a directory away again.
        found = [word.removesuffix("/") for word in self.arguments.read_text().splitlines()]
        if found != expected:
            self.fail(typed, f"gave {found}, not {expected}")
        self.refuse_errors(typed, shown)
        self.wait_for_prompt()

    def expect_offered(self, typed, words):
        self.type_line(typed, 2)
        try:
            self.terminal.wait(words, lambda: all(word in self.terminal.text() for word in words))
        except Timeout as error:
            self.fail(typed, error)
        self.refuse_errors(typed, self.terminal.text())
        self.terminal.forget()
        self.terminal.type("\x03\x03")
        self.wait_for_prompt()

    def expect_nothing(self, typed):
        """Of a program that fails loudly."""
        self.type_line(typed, 2)
        self.refuse_errors(typed, self.terminal.text())
        self.terminal.forget()
        self.terminal.type("\x03\x03")
        self.wait_for_prompt()

    def refuse_errors(self, typed, shown):
        for word in ERRORS:
            if word in shown:
                self.fail(typed, f"an error in the prompt: {shown!r}")


def run(shell, program, completions, folder):
    make_tree(folder, program)
    session = Session(shell, completions, folder)
    for typed, expected in COMPLETED:
        session.expect_completed(typed, expected)
    for typed, words in OFFERED:
        session.expect_offered(typed, words)
    (folder / "broken").touch()
    session.expect_nothing("dia")
    session.terminal.close()
    return session.failures


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    shell, program, completions = sys.argv[1], *(Path(path).resolve() for path in sys.argv[2:])
    if shutil.which(shell) is None:
        print(f"skipped: {shell} is not installed")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as folder:
        failures = run(shell, program, completions, Path(folder))
    for failure in failures:
        print(failure)
    sys.exit(1 if failures else 0)


main()
