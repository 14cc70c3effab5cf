# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""The [[loosen]] rows of the records as what the repairs execute, and call-sets.toml.

A row with `when` is shown by explain and the manual; one with `why` is executed, and `why` becomes
the comment in the drop-in. Most have both.

  edit             lines of a drop-in; a word may hold one {placeholder} (knowledge/repair-row.hh)
  scope            narrowest, wider or off
  for_each         "capability" or "group": one repair for each that the operation may need
  choices          words that {refused} and {common} choose from
  otherwise        true: only where the row before it did not apply
  when_operation   kinds as in JSON; without it all but set-up steps. unless_operation: none of these
  when_access      read (connecting and running included), write, unknown
  when_below       directories, one of which holds the path
  when_value       what the directive is set to; unless_value: to none of these
  when_words       how many words that has
  when_errno       how the operation was answered; "none" if that is unknown
  when_call, when_family, when_capability   what the operation names or, as its only one, needs
  when_directory   free, owned, unknown: what systemd would do to the managed directory there
  when_known       placeholders that have a value; when_unknown: that have none
  when_root        is it root who tried? when_dynamic: is DynamicUser= on?
  when_restorable  do other files of the unit give a value that counts again?
  when_origin      "drop-in": where the value comes from
  when_since       version of systemd; when_manager: "system" or "user"
"""

import re
import tomllib
from pathlib import Path

# Words of rows that are only shown; a person chooses what to put there.
SHOWN_ONLY = ["class", "id", "interface", "module", "priority", "rule", "unit", "user"]
# Words of a template, and what explain shows for them: a line with nothing to be shown is left out.
PLACEHOLDERS = {
    "address": "{address}", "ambient": "{capability}", "architecture": "{architecture}",
    "bounded": "{capability}", "capability": "{capability}", "caveat": "", "common": "{limit}",
    "denied": "{syscall}", "denied-group": "@{group}", "device": "{device}", "doubled": "{limit}",
    "entry": "{directory}", "family": "{family}", "file": "{path}", "file-system": "{file-system}",
    "group": "@{group}", "group-description": "", "guarded": "", "inner": "{path}",
    "itself": "{path}", "kept": "", "libraries": "/usr/lib", "local": "{address}",
    "marked": "-{path}", "name": "{name}", "ownership": "", "path": "{path}", "port": "{rule}",
    "program": "{path}", "refused": "{kind}", "related": "{syscall}", "related-kind": "",
    "rest": "{other-paths}", "rights": "rw", "shown": "{path}", "syscall": "{syscall}",
    "syscalls": "{syscall}", "value": "{value}", "whole": "{path}", "writable": "{path}",
} | {word: f"{{{word}}}" for word in SHOWN_ONLY} | {"user-group": "{group}"}
OPERATIONS = {"unknown", "syscall", "path", "execute", "fork", "address-family", "bind", "connect",
              "capability", "memory", "resource", "setup-step", "unit-refused"}
CHOICES = {
    "scope": ["narrowest", "wider", "off"],
    "for_each": ["capability", "group"],
    "when_operation": OPERATIONS,
    "unless_operation": OPERATIONS,
    "when_access": ["read", "write", "unknown"],
    "when_directory": ["free", "owned", "unknown"],
    "when_known": PLACEHOLDERS,
    "when_unknown": PLACEHOLDERS,
    "when_origin": ["drop-in"],
    "when_manager": ["system", "user"],
}
TEXTS = {"when_below", "when_value", "unless_value", "when_call", "when_family", "when_capability", "choices"}
FLAGS = {"when_root", "when_dynamic", "when_restorable", "otherwise"}
NUMBERS = {"when_words", "when_since"}
KEYS = {"edit", "when", "why", "when_errno", *CHOICES, *TEXTS, *FLAGS, *NUMBERS}


class RowError(Exception):
    pass


def pascal(word):
    return "".join(part.capitalize() for part in word.split("-"))


def text(value):
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def values(row, key):
    value = row.get(key, [])
    return value if isinstance(value, list) else [value]


def check_row(row):
    """Refuses what no code would look at."""
    where = repr(row["edit"].strip())
    unknown = set(row) - KEYS
    if unknown:
        raise RowError(f"{where}: unknown keys {sorted(unknown)}")
    for name in re.findall(r"\{([^}]*)\}", row["edit"] + row.get("why", "")):
        if name not in PLACEHOLDERS:
            raise RowError(f"{where}: unknown placeholder {{{name}}}")
    if ("why" in row) != ("scope" in row) or not ("why" in row or "when" in row):
        raise RowError(f"{where}: a row has when (to be shown), or why and scope (to be executed), or all")
    if "why" not in row and set(row) - {"edit", "when"}:
        raise RowError(f"{where}: conditions, but no why: nothing executes it")
    for key, allowed in CHOICES.items():
        for value in values(row, key):
            if value not in allowed:
                raise RowError(f"{where}: {key}: {value!r} is not one of {', '.join(sorted(allowed))}")
    for key in FLAGS & set(row):
        if not isinstance(row[key], bool):
            raise RowError(f"{where}: {key} must be true or false")
    for value in values(row, "when_errno"):
        if not re.fullmatch("E[A-Z0-9]+|none", value):
            raise RowError(f"{where}: when_errno: {value!r} is no errno")


def template_words(line, where):
    """C++ initialisers of TemplateWord, one a word."""
    out = []
    for word in line.split():
        parts = re.fullmatch(r"([^{}]*)(?:\{([\w-]+)\}([^{}]*))?", word)
        if not parts or (parts[2] and parts[2] not in PLACEHOLDERS):
            raise RowError(f"{where}: {word!r} is not a word with at most one known placeholder")
        placeholder = f"Placeholder::{pascal(parts[2])}" if parts[2] else "Placeholder::None"
        out.append(f"{{{text(parts[1])}, {placeholder}, {text(parts[3] or '')}}}")
    return out


def sentence_parts(sentence):
    """C++ initialisers of TemplateWord: the text up to each placeholder, and what is left."""
    out = []
    for before, placeholder in re.findall(r"([^{}]*)(?:\{([\w-]+)\}|$)", " ".join(sentence.split())):
        if placeholder:
            out.append(f"{{{text(before)}, Placeholder::{pascal(placeholder)}, {text('')}}}")
        elif before:
            out.append(f"{{{text(before)}, Placeholder::None, {text('')}}}")
    return out


class Arrays:
    """Named arrays of one record, for spans."""

    def __init__(self, prefix):
        self.prefix, self.texts = prefix, []

    def span(self, element, rows):
        rows = list(rows)
        if not rows:
            return "{}"
        name = f"{self.prefix}_{len(self.texts)}"
        self.texts.append(f"constexpr {element} {name}[] = {{{', '.join(rows)}}};\n")
        return name


def conditions(row, arrays):
    def span(key, element, make):
        return f".{key.replace('when_', '').replace('errno', 'errors')} = {arrays.span(element, map(make, values(row, key)))}"

    fields = []
    for key in sorted(set(row) & KEYS, key=ORDER.index):
        if key in ("when_operation", "unless_operation"):
            fields.append(span(key, "std::string_view", text))
        elif key == "when_access":
            fields.append(span(key, "RepairAccess", lambda value: f"RepairAccess::{pascal(value)}"))
        elif key == "when_directory":
            fields.append(span(key, "DirectoryState", lambda value: f"DirectoryState::{pascal(value)}"))
        elif key in ("when_known", "when_unknown"):
            fields.append(span(key, "Placeholder", lambda value: f"Placeholder::{pascal(value)}"))
        elif key == "when_errno":
            fields.append(span(key, "int", lambda value: "0" if value == "none" else value))
        elif key in TEXTS and key != "choices":
            fields.append(span(key, "std::string_view", text))
        elif key in NUMBERS:
            fields.append(f".{key.replace('when_', '')} = {row[key]}")
        elif key in FLAGS and key != "otherwise":
            fields.append(f".{key.replace('when_', '')} = {str(row[key]).lower()}")
        elif key == "when_origin":
            fields.append(".from_drop_in = true")
        elif key == "when_manager":
            fields.append(f".user_manager = {str(row[key] == 'user').lower()}")
    return ", ".join(fields)


# As the members of RepairCondition stand.
ORDER = ["edit", "when", "scope", "why", "for_each", "choices", "otherwise", "when_operation", "unless_operation",
         "when_access", "when_below", "when_value", "unless_value", "when_words", "when_errno", "when_call",
         "when_family", "when_capability", "when_directory", "when_known", "when_unknown", "when_root",
         "when_dynamic", "when_restorable", "when_origin", "when_manager", "when_since"]


def repair(row, arrays, directives):
    """The C++ initialiser of a RepairRow."""
    where = repr(row["edit"].strip())
    lines = []
    for line in row["edit"].strip().splitlines():
        name, equals, value = line.partition("=")
        if name not in directives or not equals:
            raise RowError(f"{where}: {line!r} does not set a known directive")
        lines.append(f"{{Directive::{name}, {arrays.span('TemplateWord', template_words(value, where))}}}")
    fields = [f".scope = Scope::{pascal(row['scope'])}",
              f".lines = {arrays.span('TemplateLine', lines)}",
              f".why = {arrays.span('TemplateWord', sentence_parts(row['why']))}"]
    if "for_each" in row:
        fields.append(f".for_each = RepairSubject::{pascal(row['for_each'])}")
    if "choices" in row:
        fields.append(f".choices = {arrays.span('std::string_view', map(text, row['choices']))}")
    if row.get("otherwise"):
        fields.append(".otherwise = true")
    fields.append(f".when = {{{conditions(row, arrays)}}}")
    return f"{{{', '.join(fields)}}}"


def off_row(record):
    """The directive off, the way that its type has."""
    if record["restricts"]:
        edit = record["loosen"][-1]["edit"]
    elif record["merge"] == "last": # an empty value is ignored, with a warning
        value = "infinity" if record["type"] == "limit" else record["default"]
        edit = f"{record['name']}={value}"
    else:
        edit = f"{record['name']}="
    return {"edit": edit, "scope": "off", "why": "gives the directive up"}


def explained(template):
    lines = [line for line in template.splitlines(keepends=True)
             if all(PLACEHOLDERS[name] for name in re.findall(r"\{([\w-]+)\}", line))]
    return re.sub(r"\{([\w-]+)\}", lambda match: PLACEHOLDERS[match[1]], "".join(lines))


def take_repairs(record):
    """Parts the rows: record["loosen"] keeps what explain shows, record["repairs"] gets what is executed."""
    rows = record.get("loosen", [])
    for row in rows:
        check_row(row)
    record["loosen"] = [{"edit": explained(row["edit"]), "when": row["when"]} for row in rows if "when" in row]
    record["repairs"] = [row for row in rows if "why" in row]
    if not any(row["scope"] == "off" for row in record["repairs"]):
        record["repairs"].append(off_row(record))


def generate_repairs(records, header):
    """The table of repair_rows(), in the order of the records."""
    directives = {record["name"] for record in records}
    texts, spans = [], []
    for record in records:
        arrays = Arrays(f"{record['name']}_part")
        try:
            rows = [repair(row, arrays, directives) for row in record["repairs"]]
        except RowError as error:
            raise RowError(f"{record['name']}: {error}") from error
        name = f"{record['name']}_rows"
        texts += [*arrays.texts, f"constexpr RepairRow {name}[] = {{\n", *(f"\t{row},\n" for row in rows), "};\n"]
        spans.append(f"\t{name},\n")
    return f"""{header}#include "knowledge/repair-row.hh"

#include <cerrno>

namespace hardenctl {{

namespace {{

{"".join(texts)}
constexpr std::span<const RepairRow> rows[] = {{
{"".join(spans)}}};
static_assert(std::size(rows) == directive_count);

}} // namespace

std::span<const RepairRow> repair_rows(Directive directive) noexcept
{{
	return rows[static_cast<std::size_t>(directive)];
}}

}} // namespace hardenctl
"""


def generate_call_sets(path, header):
    """The tables of knowledge/call-sets.hh."""
    data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    if set(data) != {"operation", "set"}:
        raise RowError(f"{path}: holds [[operation]] and [[set]] only")
    arrays, operations, sets = Arrays("calls"), [], []

    def calls(row, key):
        if not row[key] or any(not re.fullmatch("[a-z0-9_]+", call) for call in row[key]):
            raise RowError(f"{path}: {row}: {key} must be names of system calls")
        return arrays.span("std::string_view", map(text, row[key]))

    for row in data["operation"]:
        if set(row) != {"kind", "calls"} or row["kind"] not in OPERATIONS:
            raise RowError(f"{path}: {row} is not a known operation with its calls")
        operations.append(f"\t{{{text(row['kind'])}, {calls(row, 'calls')}}},\n")
    for row in data["set"]:
        if set(row) != {"name", "source", "by", "calls", "why"} or not row["source"].strip():
            raise RowError(f"{path}: {row.get('name')}: needs name, source, by, calls and why")
        sets.append(f"\t{{{text(row['why'])}, {calls(row, 'by')}, {calls(row, 'calls')}}},\n")
    return f"""{header}#include "knowledge/call-sets.hh"

namespace hardenctl {{

namespace {{

{"".join(arrays.texts)}
constexpr OperationCalls operations[] = {{
{"".join(operations)}}};

constexpr CallSet sets[] = {{
{"".join(sets)}}};

}} // namespace

const std::span<const OperationCalls> operation_calls{{operations}};
const std::span<const CallSet> call_sets{{sets}};

}} // namespace hardenctl
"""
