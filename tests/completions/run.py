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
    ("bisect nginx -- only-he", ["bisect", "nginx", "--", "only-here"]),
    ("bisect nginx -- ./jour", ["bisect", "nginx", "--", "./journal.export"]),
    ("trace nginx -- only-here jour", ["trace", "nginx", "--", "only-here", "journal.export"]),
    ("revert --user w", ["revert", "--user", "written.service"]),
    ("revert --user a", ["revert", "--user", "awaiting.service"]),
    ("revert --user ngi", ["revert", "--user", "ngi"]),
    ("confirm --user a", ["confirm", "--user", "awaiting.service"]),
    ("confirm --user ch", ["confirm", "--user", "ch"]),
    ("confirm --user w", ["confirm", "--user", "w"]),
    ("list -b al", ["list", "-b", "all"]),
]

# What is typed before TAB, and what is offered then: nothing is left to insert.
OFFERED = [
    ("list --json=", ["short", "pretty", "off"]),
    ("list --since=", ["yesterday", "today"]),
    ("list --boot=", ["-1", "all"]),
    ("list --root=tree -b ", ["-2", "all"]),
    ("--log=", ["journal.export", "tree", "nginx.txt"]),
    ("diagnose --no-", ["--no-pager", "--no-legend"]),
    ("explain Protect", ["ProtectSystem", "ProtectHome", "ProtectProc"]),
]

# Of shells, of Python, of ours.
ERRORS = ["rror", "nknown", "No such", "not found", "usage", "Traceback", "hardenctl:", "rash"]

# What stands in the terminal before the prompt that follows a command.
RAN = "(it ran)"

# Of an answer, the note comes when nothing more can be printed.
WRAPPER = """#!/bin/sh
if [ "$1" = _complete ]; then
	if [ -e '{folder}/broken' ]; then
		echo 'Error: broken'
		echo 'Error: broken' >&2
		false
	else
		'{program}' "$@"
	fi
	status=$?
	echo answered >>'{folder}/answers'
	exit $status
fi
printf '%s\\n' "$@" >'{folder}/new'
mv '{folder}/new' '{folder}/arguments'
echo '{ran}'
"""

# Presses until the list is there, nothing being left to insert.
TABS = {"bash": 2, "fish": 1, "zsh": 1}


def make_tree(folder, program):
    """A home, a program that tells what it was asked to do, and files to complete."""
    wrapper = folder / "bin" / "hardenctl"
    units = folder / "home" / "tree" / "etc" / "systemd" / "system"
    wrapper.parent.mkdir()
    units.mkdir(parents=True)
    wrapper.write_text(WRAPPER.format(folder=folder, program=program, ran=RAN))
    wrapper.chmod(0o755)
    for path in [*(units / name for name in ("nginx.service", "getty@tty1.service", r"dev-a\x2db.service")),
                 *(folder / "home" / name for name in ("nginx.service", "nginx.txt", "journal.export"))]:
        path.write_text("[Service]\nExecStart=/bin/true\n")
    command = folder / "bin" / "only-here"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    make_changes(folder)


def make_changes(folder):
    """One unit that was changed for good, one whose change waits, one that is being changed."""
    drop_in = folder / "home/.config/systemd/user/written.service.d/zz-hardenctl.conf"
    drop_in.parent.mkdir(parents=True)
    drop_in.write_text("# Written by hardenctl loosen: \"hardenctl revert --user written.service\" takes it back.\n")
    records = folder / "run/hardenctl"
    records.mkdir(mode=0o700, parents=True)
    for name, phase in (("awaiting", "awaits-confirmation"), ("changing", "changing")):
        path = records / f"{name}.service.change"
        path.write_text(f"hardenctl change 1\nunit={name}.service\nphase={phase}\ndrop-in=/run/x.conf\n")
        path.chmod(0o600)


def start(shell, completions, folder):
    home = folder / "home"
    environment = {"HOME": str(home), "ZDOTDIR": str(folder), "TERM": "xterm", "LC_ALL": "C.UTF-8", "XDG_RUNTIME_DIR": f"{folder}/run",
                   "PATH": f"{folder}/bin:{os.environ['PATH']}"}
    if shell == "bash":
        rc = folder / "bashrc"
        rc.write_text(f"PS1='{PROMPT}'\n. '{completions}/hardenctl'\n")
        argv = ["bash", "--noprofile", "--rcfile", str(rc), "-i"]
    elif shell == "zsh":
        (folder / ".zshrc").write_text(f"PS1='{PROMPT}'\nfpath=('{completions}' $fpath)\n"
                                       "autoload -Uz compinit && compinit -u\n")
        argv = ["zsh", "-d", "-i"]
    else:
        prompt = f"function fish_prompt; echo -n '{PROMPT}'; end; set -g fish_greeting"
        argv = ["fish", "--no-config", "--private", "-i", "-C", f"{prompt}; source '{completions}/hardenctl.fish'"]
    return Terminal(argv, environment, home)


class Session:
    """One shell. Only what the shell or the program says ends a wait: on a busy machine silence means nothing."""

    def __init__(self, shell, completions, folder):
        self.tabs = TABS[shell]
        self.terminal = start(shell, completions, folder)
        self.arguments = folder / "arguments"
        self.answers = folder / "answers"
        self.failures = []
        self.terminal.wait("the prompt", lambda: PROMPT in self.terminal.text())
        self.terminal.settle()

    def fail(self, typed, message):
        self.failures.append(f"hardenctl {typed}<TAB>: {message}")

    def type_line(self, typed):
        # Waiting for the last characters: what comes before them may be redrawn in pieces. fish 4.9
        # returns to the start of the line before each one.
        line = f"hardenctl {typed}"
        self.terminal.forget()
        self.terminal.type(line)
        self.terminal.wait(line, lambda: line[-3:] in self.terminal.text().replace("\r", ""))
        self.terminal.settle()
        self.terminal.forget()

    def press_tab(self):
        self.answers.unlink(missing_ok=True)
        self.terminal.type("\t")
        self.terminal.wait("the question to the program", self.answers.exists)
        self.terminal.settle()

    def expect_completed(self, typed, expected):
        self.arguments.unlink(missing_ok=True)
        self.type_line(typed)
        self.press_tab()
        self.terminal.type("\r")
        self.terminal.wait("the command", self.arguments.exists)
        # The line with its prompt may be drawn again before it runs.
        self.terminal.wait("the prompt", lambda: PROMPT in self.terminal.text().partition(RAN)[2])
        # zsh takes the slash behind a directory away again.
        found = [word.removesuffix("/") for word in self.arguments.read_text().splitlines()]
        if found != expected:
            self.fail(typed, f"gave {found}, not {expected}")
        self.refuse_errors(typed)

    def expect_offered(self, typed, words):
        """Leaves the list open: the shell is of no use any more."""
        self.type_line(typed)
        for _ in range(self.tabs):
            self.press_tab()
        try:
            self.terminal.wait(words, lambda: all(word in self.terminal.text() for word in words))
        except Timeout as error:
            self.fail(typed, error)
        self.terminal.settle()
        self.refuse_errors(typed)

    def refuse_errors(self, typed):
        shown = self.terminal.text()
        for word in ERRORS:
            if word in shown:
                self.fail(typed, f"an error in the prompt: {shown!r}")


def run(shell, program, completions, folder):
    make_tree(folder, program)
    session = Session(shell, completions, folder)
    for typed, expected in COMPLETED:
        session.expect_completed(typed, expected)
    (folder / "broken").touch()
    session.expect_completed("dia", ["dia"])
    (folder / "broken").unlink()
    session.terminal.close()
    failures = session.failures
    # Ctrl-C would give the line back, but a shell that is asking the program loses it.
    for typed, words in OFFERED:
        session = Session(shell, completions, folder)
        session.expect_offered(typed, words)
        session.terminal.close()
        failures += session.failures
    return failures


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
