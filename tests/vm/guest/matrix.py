# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Breaks programs for real; hardenctl must name the line, repair it, and take the repair back. Where the
journal shows nothing, `bisect` must find the line among some thirty others."""

import json
import pathlib
import random
import re
import time

import evidence
import hardenctl
import lines
import programs
import service

OUT = pathlib.Path("/run/vm/out/matrix.jsonl")
FOLDERS = ("/etc/systemd/system", "/run/systemd/system", "/etc/systemd/system.control",
           "/run/systemd/system.control")
VOLATILE = re.compile(r"Timestamp|PID|Pids|Invocation|ControlGroup|Memory(Current|Peak|Available|Swap|ZSwap)"
                      r"|EffectiveMemory|EffectiveTasks|CPUUsage|TasksCurrent|IO(Read|Write)|IP(Ingress|Egress)"
                      r"|NRestarts|NFile|OOMKills$|RestartUSecNext|State$|Result$|^Status|^Exec|^Job|ID$|Watchdog"
                      r"|^(Transient|Conditions|Asserts|Need|Can)|PrivateListen|Monotonic|^Fragment|^Markers")


def files(unit):
    """Every byte of the unit's configuration."""
    found = {}
    for folder in FOLDERS:
        for path in [pathlib.Path(folder, unit), *pathlib.Path(folder, unit + ".d").glob("*")]:
            if path.is_file():
                found[str(path)] = path.read_bytes()
    return found


def stable(unit):
    """Properties that are settings; systemd shows lists of units and of mounts in any order."""
    return {name: sorted(value.split()) if re.search(r"\.service|\.target", value) or name.endswith("MountsFor")
            else value
            for name, value in service.properties(unit).items() if not VOLATILE.search(name)}


# How often a person is asked for more before it is given up.
MOST_QUESTIONS = 8


class Matrix:
    def __init__(self, program, suite):
        self.program, self.suite = program, suite
        self.usual = set()
        self.crowd = None

    def say(self, text):
        print(f"vm: {self.suite} {self.program.name}: {text}", flush=True)

    def baseline(self):
        outcome = service.usual_start(self.program)
        self.usual = {evidence.words(fields) for fields, _ in
                      evidence.read_span(outcome.began - 0.05, outcome.ended + 0.05)}
        if not outcome.ok:
            self.say(f"does not work here: {outcome.start} {outcome.check_output[-200:]}")
        return outcome.ok

    def case(self, row):
        """What came of one line."""
        text = "[Service]\n" + "".join(line + "\n" for line in row)
        service.write_lines(self.program, {"50-hardening.conf": text})
        outcome = service.start_and_check(self.program)
        case = {"suite": self.suite, "program": self.program.name, "line": row[0], "broke": not outcome.ok}
        if outcome.ok:
            return case
        pairs = evidence.read_span(outcome.began - 0.05, outcome.ended + 0.05)
        visible, found = evidence.judge(pairs, self.program.unit, self.usual)
        case |= {"visible": visible, "evidence": found[:3]}
        case |= hardenctl.diagnose(self.program.unit, lines.directive(row[0]))
        if "loosen" in hardenctl.verbs():
            case |= self.repair()
        if visible is False and lines.directive(row[0]) not in lines.IDENTITY:
            case |= self.bisect(row)
        return case

    def works_with(self, rows):
        service.write_lines(self.program, {"50-hardening.conf": "[Service]\n" + "".join(line + "\n" for line in rows)})
        return service.start_and_check(self.program).ok

    def bearable(self, rows):
        """Those that the program works with, all together."""
        if self.works_with(rows):
            return rows
        if len(rows) == 1:
            return []
        half = len(rows) // 2
        return self.bearable(rows[:half]) + self.bearable(rows[half:])

    def bisect(self, row):
        """Found if exactly this directive is called the culprit, or one other without which it works, too; and
        all is as it was then."""
        unit, own = self.program.unit, lines.directive(row[0])
        if self.crowd is None:
            self.crowd = self.bearable(lines.CROWD + lines.MORE_CROWD)
        rows = [line for line in self.crowd if lines.directive(line) not in map(lines.directive, row)]
        at = random.Random(self.program.name + row[0]).randrange(len(rows))
        if not self.works_with(rows) or self.works_with(rows[:at] + row + rows[at:]):
            return {}
        before = files(unit), stable(unit)
        began = time.monotonic()
        status, output = hardenctl.run("bisect", unit, "--quiet", "--json=short", "--settle=1", "--timeout=4",
                                       f"--check={self.program.check}", timeout=600)
        answer = hardenctl.answer(output)
        culprits = sorted({lines.directive(one["setting"]) for one in answer.get("culprits", [])})
        untouched = (files(unit), stable(unit)) == before
        right = culprits == [own] or len(culprits) == 1 and self.works_with(
            [line for line in rows[:at] + row + rows[at:] if lines.directive(line) not in culprits])
        return {"bisected": status == 0 and right and untouched, "untouched": untouched,
                "culprits": culprits, "trials": answer.get("trials"), "settings": answer.get("settings"),
                "bisect_says": output[-600:], "bisect_seconds": round(time.monotonic() - began, 1)}

    def repair(self):
        """Repaired if the program works then; restored if all is as it was, and it is broken again."""
        unit = self.program.unit
        before = files(unit), stable(unit)
        began = time.monotonic()
        accepted = []
        for _ in range(MOST_QUESTIONS):
            status, output = hardenctl.run("loosen", unit, "--apply", "--settle=2", *accepted,
                                           f"--check={self.program.check}", timeout=300)
            # what no log shows is bisected for itself, below
            asked = [option for option in hardenctl.asked_for(output)
                     if option not in (*accepted, "--accept=bisect")]
            if status == 0 or not asked:
                break
            accepted += asked
        case = {"loosen": status, "loosen_says": output[-1500:], "seconds": round(time.monotonic() - began, 1),
                "accepted": accepted, "refused": status != 0 and ": never applied" in output}
        case["repaired"] = status == 0 and service.check(self.program)[0] == 0
        if self.program.oneshot and status == 0:
            case["repaired"] = service.start_and_check(self.program).ok
        case["drop_in"] = {name: text.decode(errors="replace") for name, text in files(unit).items()
                           if before[0].get(name) != text}
        if status == 0:
            status, output = hardenctl.run("revert", unit, timeout=120)
            case |= {"revert": status, "revert_says": output[-600:]}
        after = files(unit), stable(unit)
        case["same_files"] = after[0] == before[0]
        case["changed"] = {name: [before[1].get(name), after[1].get(name)]
                           for name in sorted(after[1].keys() | before[1].keys())
                           if after[1].get(name) != before[1].get(name)}
        case["restored"] = case["same_files"] and not case["changed"] \
            and not service.start_and_check(self.program).ok
        return case

    def run(self, rows, seconds):
        end = time.monotonic() + seconds
        if not self.baseline():
            self.write({"suite": self.suite, "program": self.program.name, "line": None})
            return
        for row in rows:
            if time.monotonic() > end:
                break
            case = self.case(row)
            self.write(case)
            self.tell(case)
        service.stop(self.program)
        service.clear_lines(self.program)

    def write(self, case):
        with OUT.open("a") as file:
            file.write(json.dumps(case) + "\n")

    def tell(self, case):
        if not case["broke"]:
            return
        words = [f"visible {case['visible']}", "named" if case["top1"] else f"not named: {case['first']}"]
        if "repaired" in case:
            words += ["repaired" if case["repaired"] else "not repaired",
                      "restored" if case["restored"] else f"not restored: {case['changed']}"]
        if "bisected" in case:
            words += [f"{'bisected' if case['bisected'] else 'not bisected'}, {case['trials']} trials of "
                      f"{case['settings']} settings: {case['culprits']}"]
        self.say(f"{case['line']}: " + ", ".join(words))


def main(suite, chosen, seconds, most):
    """`chosen` has the lines of each program; an empty list means all, or the first `most`."""
    for name, some in chosen.items():
        program = programs.find(name)
        rows = [row for row in lines.rows_for(program, service.EMULATED) if not some or row[0] in some]
        Matrix(program, suite).run(rows[:most], float(seconds))
        service.run("sync")
