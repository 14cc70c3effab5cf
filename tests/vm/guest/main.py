# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""What a machine runs: the module and the arguments that arguments.json names."""

import importlib
import json

import service

service.quicken()
job = json.load(open("arguments.json"))
importlib.import_module(job["module"]).main(*job["arguments"])
