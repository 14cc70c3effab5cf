# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""The phrases (phrases/*.toml, and the set-up messages of the records) as C++ tables.

A row is refused if its example does not match it, or if another row of its family takes the example
first. The literals of a row are words of which any text that it matches holds one: they are looked
for before the pattern is compiled.
"""

import re
import tomllib
from pathlib import Path

try:
    import re._parser as sre
except ImportError: # Python 3.10 and older
    import sre_parse as sre

from tables import ACCESSES, HEADER, OPERATIONS, answer_numbers, choice, fail, literal, pascal, table

CAPTURES = ["none", "path", "setting", "limit"]
KEYS = {"pattern", "example", "name", "errno", "alternatives", "signal", "general", "kind", "call", "access",
        "resource", "path", "capability", "other_cause", "exit_status", "setting", "capture", "strength"}
# Shorter ones are in too many lines to be worth a search.
TELLING = 3


def shortest(words):
    return min(map(len, words), default=0)


def better(one, other):
    """Of two sets of literals, the one whose shortest is longer."""
    return one if shortest(one) >= shortest(other) else other


def literals_of(parsed):
    """Lower-case words of which one is in each text that the pattern matches; [] for none."""
    best, run = [], ""
    for operator, argument in parsed:
        name = str(operator)
        if name == "LITERAL":
            run += chr(argument).lower()
            continue
        if name == "AT": # takes no character
            continue
        best, run = better(best, [run] if run else []), ""
        if name == "SUBPATTERN":
            best = better(best, literals_of(argument[-1]))
        elif name == "BRANCH":
            branches = [literals_of(branch) for branch in argument[1]]
            if all(branches):
                best = better(best, sorted({word for branch in branches for word in branch}))
        elif name == "MAX_REPEAT" and argument[0] > 0:
            best = better(best, literals_of(argument[2]))
    return better(best, [run] if run else [])


def load_family(path):
    rows = tomllib.loads(Path(path).read_text(encoding="utf-8"))["phrase"]
    return [row | {"where": f"{path}: {row.get('pattern')}"} for row in rows]


def setup_rows(records):
    return [row | {"setting": record["name"], "where": f"{record['name']}: {row['pattern']}"}
            for record in records for row in record.get("setup", [])]


def check_examples(rows, flags, first_wins):
    patterns = [re.compile(row["pattern"], flags) for row in rows]
    for i, row in enumerate(rows):
        if not (set(row) - {"where"} <= KEYS and "example" in row):
            fail(f"{row['where']}: needs an example, and no keys but {sorted(KEYS)}")
        found = [(0 if first_wins else match.start(), j) for j, pattern in enumerate(patterns)
                 if (match := pattern.search(row["example"]))]
        if i not in [j for _, j in found]:
            fail(f"{row['where']}: does not match its example")
        if first_wins is not None and min(found)[1] != i:
            fail(f"{row['where']}: its example belongs to {rows[min(found)[1]]['where']}")


def phrase(row, arrays, family):
    number = len(arrays)

    def array(element, words):
        text, reference = table(element, f"{family}_{number}_{element[-3:].strip('_:')}", words)
        arrays.append(text)
        return reference

    words = literals_of(sre.parse(row["pattern"]))
    words = words if shortest(words) >= TELLING else []
    fields = {
        "pattern": literal(row["pattern"]),
        "literals": array("std::string_view", map(literal, words)),
        "answer": answer_numbers(row.get("errno", ""), row.get("signal", "")),
        "alternatives": array("int", row.get("alternatives", [])),
        "general": str(row.get("general", False)).lower(),
        "kind": choice("OperationKind", OPERATIONS, row.get("kind", "unknown"), row["where"]),
        "call": literal(row.get("call", "")),
        "access": choice("Access", ACCESSES, row.get("access", "unknown"), row["where"]),
        "resource": literal(row.get("resource", "")),
        "path": literal(row.get("path", "")),
        "capability": row.get("capability", "no_capability"),
        "other_cause": literal(row.get("other_cause", "")),
        "exit_status": row.get("exit_status", 0),
        "setting": literal(row.get("setting", "")),
        "capture": choice("Capture", CAPTURES, row.get("capture", "none"), row["where"]),
        "strength": row.get("strength", 1),
        "example": literal(row["example"]),
    }
    body = "".join(f"\t\t.{key} = {value},\n" for key, value in fields.items())
    return f"\t{{\n{body}\t}},\n"


def check_line_kinds(rows):
    """The enumerators of LineKind are the rows, in their order."""
    return "".join(f"static_assert(static_cast<unsigned>(LineKind::{pascal(row['name'])}) == {number});\n"
                   for number, row in enumerate(rows))


def generate(paths, records):
    families = {Path(path).stem.replace("-", "_"): load_family(path) for path in paths}
    families["setup_steps"] = setup_rows(records) + families["setup_steps"]
    out, definitions = [], []
    for family, rows in families.items():
        ignores_case = 0 if family == "setup_steps" else re.IGNORECASE
        check_examples(rows, ignores_case, {"errno": False, "line_kinds": None}.get(family, True))
        arrays = []
        body = "".join(phrase(row, arrays, family) for row in rows)
        out.append(f"{''.join(arrays)}\nconstexpr Phrase {family}_rows[] = {{\n{body}}};\n")
        definitions.append(f"const std::span<const Phrase> {family}_phrases{{{family}_rows}};\n")
    return f"""{HEADER}#include "knowledge/phrase.hh"

#include <cerrno>
#include <csignal>
#include <linux/capability.h>

namespace hardenctl {{

namespace {{

{"".join(out)}
{check_line_kinds(families["line_kinds"])}
}} // namespace

{"".join(definitions)}
}} // namespace hardenctl
"""
