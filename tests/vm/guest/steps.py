# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Steps of a part: each is noted as it should be or not."""

import json
import pathlib


class Steps:
    def __init__(self, suite, part):
        self.suite = suite
        self.file = pathlib.Path(f"/run/vm/out/{part}.jsonl")

    def note(self, name, good, text=""):
        print(f"vm: {self.suite} {name}: {'as it should' if good else 'NOT as it should: ' + text}", flush=True)
        self.write(name, good, text)

    def not_tried(self, name, why):
        print(f"vm: {self.suite} {name}: NOT TRIED: {why}", flush=True)
        self.write(name, None, why)

    def write(self, name, good, text):
        with self.file.open("a") as file:
            file.write(json.dumps({"suite": self.suite, "name": name, "good": good, "text": text}) + "\n")
