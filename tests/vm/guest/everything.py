# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""The parts of a run, one after the other in one boot."""

import traceback

import hardenctl
import live
import matrix
import mishaps
import service
import trace


def main(suite, parts, chosen, seconds, most):
    hardenctl.install()
    if "matrix" in parts:
        matrix.main(suite, chosen, seconds, most)
    for module in (mishaps, live, trace):
        if module.__name__ in parts:
            try:
                module.main(suite)
            except Exception:  # the other part and the results so far are worth more
                print("vm: " + traceback.format_exc().replace("\n", "\nvm: "), flush=True)
            service.run("sync")
