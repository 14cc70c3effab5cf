# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Does each program work in this machine, as it is delivered?"""

import time

import evidence
import programs
import service


def main(suite, names):
    for program in programs.PROGRAMS:
        if names and program.name not in names:
            continue
        start = time.monotonic()
        outcome = service.usual_start(program)
        print(f"vm: {suite} {program.name}: {'works' if outcome.ok else 'DOES NOT WORK'},"
              f" {time.monotonic() - start:.1f} s", flush=True)
        if not outcome.ok:
            print(f"vm:   {outcome.start} {outcome.start_error[-300:]!r}"
                  f" {outcome.check_rc} {outcome.check_output[-300:]!r}", flush=True)
            for fields, _ in evidence.read_span(outcome.began - 0.05, outcome.ended + 0.05)[-15:]:
                print(f"vm:   {fields.get('SYSLOG_IDENTIFIER')}: {fields.get('MESSAGE', '')[:250]}", flush=True)
        service.stop(program)
        service.clear_lines(program)
