# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Records labelled cases: breaks each program for real, line by line, and writes down what happened."""

import json
import pathlib
import random
import shutil
import time

import evidence
import lines
import programs
import service

OUT = pathlib.Path("/run/vm/out/cases")


class Recorder:
    def __init__(self, program, suite, seconds, emulated):
        self.program, self.suite, self.emulated = program, suite, emulated
        self.seconds = seconds
        self.usual = set()
        self.harmless, self.broken = 0, []
        self.borne = set()
        self.number = 0
        self.random = random.Random(program.name)

    def say(self, text):
        print(f"vm: {self.suite} {self.program.name}: {text}", flush=True)

    # --- one run ----------------------------------------------------------------------------------

    def try_files(self, files, breakage=None):
        service.write_lines(self.program, files)
        if breakage:
            service.stop(self.program)
            service.shell(breakage[0])
        try:
            outcome = service.start_and_check(self.program)
        finally:
            if breakage:
                service.shell(breakage[1])
        return outcome, evidence.read_span(outcome.began - 0.05, outcome.ended + 0.05)

    def try_rows(self, rows, breakage=None):
        return self.try_files({"90-hardening.conf": drop_in(rows)}, breakage)

    def try_again(self, rows):
        """The same breakage in a second run: chance breaks nothing twice."""
        return not self.try_rows(rows)[0].ok

    # --- one case ---------------------------------------------------------------------------------

    def write(self, kind, rows, outcome, pairs, culprit=None, note=""):
        self.number += 1
        name = f"{'' if self.emulated else 'c-'}{self.program.name}-{self.number:03}-{kind}"
        folder = OUT / name
        copy_root(self.program, folder / "root")
        visible, found = evidence.judge(pairs, self.program.unit, self.usual)
        case = {
            "id": f"{self.suite}-{name}", "suite": self.suite, "unit": self.program.unit,
            "daemon": self.program.name, "kind": kind,
            "directive_lines": [line for row in rows for line in row],
            "culprit": [lines.directive(culprit[0])] if culprit else None,
            "culprit_line": culprit[0] if culprit else None, "note": note,
            "start_result": outcome.start, "ok": outcome.ok, "check_rc": outcome.check_rc,
            "check_output": outcome.check_output[-600:], "check_tries": outcome.check_tries,
            "start_error": outcome.start_error[-600:],
            "evidence_visible": visible if kind in ("single", "block") else None,
            "evidence": found, "entries": len(pairs),
            "systemd": service.run("systemctl", "--version")[1].splitlines()[0],
            "kernel": pathlib.Path("/proc/sys/kernel/osrelease").read_text().strip(),
            "machine_id": pathlib.Path("/etc/machine-id").read_text().strip(),
            "machine": "emulated" if self.emulated else "container", "repeated": kind in ("single", "block"),
        }
        (folder / "case.json").write_text(json.dumps(case, indent=1) + "\n")
        (folder / "show.txt").write_text(outcome.show)
        (folder / "journal.export").write_bytes(b"".join(raw.rstrip(b"\n") + b"\n\n" for _, raw in pairs))
        self.say(f"{kind} {culprit[0] if culprit else note or 'well'} visible={visible}")

    # --- all of a program -------------------------------------------------------------------------

    def baseline(self):
        for _ in range(2):
            outcome = service.usual_start(self.program)
            pairs = evidence.read_span(outcome.began - 0.05, outcome.ended + 0.05)
            self.usual.update(evidence.words(fields) for fields, _ in pairs)
            if not outcome.ok:
                self.say(f"does not work here: {outcome.start} {outcome.start_error[-300:]}"
                         f" {outcome.check_rc} {outcome.check_output[-300:]}")
                for fields, _ in pairs[-12:]:
                    self.say("  " + fields.get("MESSAGE", "")[:200])
                return False
        return True

    def singles(self):
        end = time.monotonic() + self.seconds
        for row in lines.rows_for(self.program, self.emulated):
            if time.monotonic() > end:
                return
            if tuple(row) in self.borne:
                continue
            outcome, pairs = self.try_rows([row])
            if outcome.ok:
                self.harmless += 1
            elif evidence.judge(pairs, self.program.unit, self.usual)[0] is True or self.try_again([row]):
                self.broken.append(row)
                self.write("single", [row], outcome, pairs, row)

    def harmless_block(self):
        """Lines that do no harm together; halves of the crowd are tried until that is so."""
        block, parts = [], [[[line] for line in self.random.sample(lines.CROWD, len(lines.CROWD))]]
        good = None
        while parts:
            part = parts.pop()
            outcome, pairs = self.try_rows(block + part)
            if outcome.ok:
                block, good = block + part, (outcome, pairs)
            elif len(part) > 2:
                parts += [part[:len(part) // 2], part[len(part) // 2:]]
        if good:
            self.borne = {tuple(row) for row in block}
            self.write("healthy", block, *good, note="hardened")
        return block

    def blocks(self, block):
        chosen = self.random.sample(self.broken, min(len(self.broken), max(4, len(self.broken) // 3)))
        for index, row in enumerate(chosen):
            rows = list(block)
            rows.insert(self.random.randrange(len(rows) + 1), row)
            files = layouts(rows)[index % 2]
            outcome, pairs = self.try_files(files)
            if not outcome.ok:
                self.write("block", rows, outcome, pairs, row, note=f"{len(files)} drop-in(s)")

    def negatives(self, block):
        for note, breakage in self.program.negatives.items():
            outcome, pairs = self.try_rows(block, breakage)
            if not outcome.ok:
                self.write("negative", block, outcome, pairs, note=note)
            else:
                self.say(f"not broken by: {note}")

    def record(self):
        started = time.monotonic()
        if self.baseline():
            block = self.harmless_block()
            self.singles()
            self.blocks(block)
            self.negatives(block)
        service.stop(self.program)
        service.clear_lines(self.program)
        self.say(f"{self.number} cases in {time.monotonic() - started:.0f} s,"
                 f" {len(self.broken)} of {len(self.broken) + self.harmless} lines break it")


def drop_in(rows):
    return "[Service]\n" + "".join(line + "\n" for row in rows for line in row)


def layouts(rows):
    """One file, or three."""
    third = len(rows) // 3 + 1
    parts = {f"{50 + i}-{name}.conf": drop_in(rows[i * third:(i + 1) * third])
             for i, name in enumerate(("base", "site", "policy"))}
    return {"90-hardening.conf": drop_in(rows)}, parts


def copy_root(program, root):
    """Unit files and what says which system this is, at their true paths."""
    shown = service.properties(program.unit, "FragmentPath", "DropInPaths")
    for path in [shown["FragmentPath"], *shown["DropInPaths"].split(), "/etc/machine-id", "/etc/os-release"]:
        if path:
            to = root / path.lstrip("/")
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)


def main(suite, names, seconds, emulated):
    for name in names:
        Recorder(programs.find(name), suite, float(seconds), emulated).record()
        service.run("sync")
