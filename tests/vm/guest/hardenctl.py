# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""The program under test, as it was built for this suite."""

import functools
import json
import re
import shlex
import shutil

import service


def install():
    shutil.copytree("usr", "/usr", symlinks=True, dirs_exist_ok=True)
    service.run("ldconfig", timeout=120)
    status, output = run("--version")
    print(f"vm: {output.splitlines()[0] if output else 'hardenctl'} status {status}", flush=True)


def run(*arguments, timeout=60):
    return service.run("hardenctl", *arguments, timeout=timeout)


@functools.cache
def verbs():
    return set(re.findall(r"^ {2}([a-z-]+)\b", run("--help")[1], re.M))


def answer(output):
    """What it answered as JSON; nothing if it is none."""
    try:
        return json.loads(output[output.index("{"):])
    except ValueError:
        return {}


def asked_for(output):
    """The --accept= options for want of which it stopped."""
    return [shlex.split(line.strip().split(": ", 1)[0])[0] for line in output.splitlines()
            if line.startswith("  --accept=")]


def first_unit(output):
    return answer(output)["units"][0]


def diagnose(unit, directive):
    status, output = run("diagnose", "--json=short", unit)
    try:
        answer = first_unit(output)
    except (ValueError, LookupError):
        return {"top1": False, "top3": False, "verdict": f"status {status}", "first": output[-300:]}
    names = [finding["directive"] for finding in answer["findings"]]
    return {"top1": names[:1] == [directive], "top3": directive in names[:3],
            "verdict": answer["verdict"], "first": names[0] if names else None,
            "confidence": answer["findings"][0]["confidence"] if names else None}
