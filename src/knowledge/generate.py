#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
"""Turns the records (directives/*.toml) and the system call groups into C++ tables and a manual page.

usage: generate.py KIND OUTPUT INPUT...   KIND: ids | records | phrases | names | likelihoods | likelihood-values | calls | groups | manual | repairs | call-sets
"""

import re
import sys
import tomllib
from pathlib import Path

sys.dont_write_bytecode = True # not into the source tree
import phrases
import repair_rows
from tables import ACCESSES, HEADER, OPERATIONS, answer, choice, fail, literal, prose, table

TYPES = ["boolean", "enum", "string", "path", "path-list", "bind-list", "list", "invertible-list",
         "system-call-list", "limit", "number", "mode"]
MERGES = ["last", "last-or-reset", "append", "invertible"]
MECHANISMS = ["mounts", "seccomp-kill", "seccomp-errno", "capabilities", "credentials",
              "no-new-privileges", "memory-protection", "network-namespace", "user-namespace",
              "pid-namespace", "ipc-namespace", "uts-namespace", "cgroup-namespace", "bpf-device",
              "bpf-network", "bpf-socket-bind", "bpf-file-system", "resource-limit",
              "cgroup-limit", "setup", "lsm-label", "personality", "scheduling", "keyring", "other"]
SUMMARY_LENGTH = 80
# Versions of systemd that a record may name; 1 stands for "older than anybody runs".
OLDEST = 1
SINCE = range(OLDEST, 1000)
IMPLIED_WHEN = ["always", "unset", "unprivileged", "device-policy"]
TABLES = {
    "values": {"value", "since", "meaning"},
    "implies": {"directive", "value", "when", "from", "since", "until", "condition"},
    "denies": {"operation", "answer", "trace"},
    "mounts": {"path", "view", "values"},
    "refuses": {"calls", "operation", "resource", "answer", "likelihood", "since"},
    "limits": {"resource", "answer", "tight", "ample"},
    "setup": {"pattern", "exit_status", "capture", "example"},
    "loosen": repair_rows.KEYS,
    "propose": {"value", "shows", "reason", "level", "level_as_root", "level_with_programs", "functions"},
    "breaks": {"class", "what"},
    "exposure": {"json_field", "weight", "range", "check", "of", "badness", "default_dependencies", "since"},
}
KEYS = {"name", "section", "manual", "since", "type", "merge", "default", "bus", "aliases",
        "mechanisms", "exit_statuses", "restricts", "summary", "description", "needs",
        "user_manager", "tighten", "values", "implies", "denies",
        "mounts", "refuses", "limits", "setup", "loosen", "propose", "breaks", "exposure"}
# Keys that few records have; directive.hh says of each what it means.
OPTIONAL = {"strictest", "base", "directory", "holds", "least", "most", "separator", "bus_yes", "writable_by",
            "traits", "reported", "place", "example", "takes"}
HOLDS = ["address-family", "address-prefix", "architecture", "bind-rule", "bytes", "capability",
         "controller", "credential", "device", "directory-or-home", "errno", "file-system", "group", "microseconds",
         "mount-point", "namespace", "nice-level", "quota", "seconds", "tasks", "user"]
EXPOSURE_CHECKS = ["switch", "value", "capabilities", "families", "namespace", "syscalls", "user", "supplementary-groups", "remove-ipc", "private-mounts", "root", "u-mask", "delegate", "architectures", "ip-addresses", "devices", "ambient-capabilities"]
TRAITS = ["denies-by-line", "fatal", "identity", "manager-default", "not-on-bus", "unquoted"]
REPORTED_OTHERWISE = 0.1
VIEWS = ["writable", "read-only", "empty", "empty-read-only", "private-devices", "processes-only", "inaccessible"]
LEVELS = ["safe", "balanced", "strict"]
SUFFIXES = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def load(paths):
    records = []
    for path in map(Path, paths):
        try:
            record = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            fail(f"{path}: {error}")
        if record.get("name") != path.stem:
            fail(f"{path}: name must be {path.stem}")
        unknown = set(record) - KEYS - OPTIONAL
        missing = KEYS - set(TABLES) - set(record)
        if unknown or missing:
            fail(f"{path}: unknown keys {sorted(unknown)}, missing keys {sorted(missing)}")
        check_words(record)
        check_tables(record)
        take_repairs(record)
        records.append(record)
    return sorted(records, key=lambda record: record["name"].encode())


def check_words(record):
    """What explain and the manual print must be there, and in the shape that they expect."""
    name = record["name"]
    for key in ("summary", "description", "needs", "user_manager", "tighten"):
        if not record[key].strip():
            fail(f"{name}: {key} is empty")
    summary = " ".join(record["summary"].split())
    if len(summary) > SUMMARY_LENGTH or not summary.endswith("."):
        fail(f"{name}: summary must end with a period and have at most {SUMMARY_LENGTH} characters")
    for key in ("loosen", "breaks") if record["restricts"] else ():
        if not record.get(key):
            fail(f"{name}: restricts, but has no {key}")
    if record["restricts"]:
        widest = [row for row in record["loosen"] if "when" in row][-1]["edit"].strip()
        if "{" in widest or not widest.startswith(f"{name}="):
            fail(f"{name}: the last [[loosen]] must switch it off, without a placeholder")


def check_tables(record):
    name = record["name"]
    for table_name, keys in TABLES.items():
        for row in record.get(table_name, []):
            if set(row) - keys:
                fail(f"{name}: [[{table_name}]] has unknown keys {sorted(set(row) - keys)}")
    values = [row["value"] for row in record.get("values", [])]
    if record["type"] == "enum" and not values:
        fail(f"{name}: type enum without values")
    if record["type"] == "enum" and record["default"] not in [*values, ""]:
        fail(f"{name}: default {record['default']!r} is not among the values")
    if len(set(values)) != len(values):
        fail(f"{name}: duplicate values")
    for since in [record["since"], *(row["since"] for row in record.get("values", []))]:
        if since not in SINCE:
            fail(f"{name}: since {since} is no version")
    for row in [*record.get("denies", []), *record.get("refuses", []), *record.get("limits", [])]:
        if not re.fullmatch("(?:E[A-Z0-9]+|SIG[A-Z0-9]+)?", row["answer"]):
            fail(f"{name}: answer {row['answer']!r} is neither errno nor signal")
    for row in record.get("refuses", []):
        if ("calls" in row) == ("operation" in row):
            fail(f"{name}: [[refuses]] needs either calls or an operation")
        if not 0 < row["likelihood"] <= 1:
            fail(f"{name}: likelihood {row['likelihood']} is not above 0 and at most 1")
    for row in record.get("mounts", []):
        if not row["path"].startswith("/") or set(row.get("values", [])) - set(values):
            fail(f"{name}: [[mounts]] needs an absolute path and known values: {row}")
    if set(record.get("traits", [])) - set(TRAITS):
        fail(f"{name}: unknown traits {record['traits']}")
    if any(status not in range(200, 247) for status in record["exit_statuses"]):
        fail(f"{name}: exit status that is not systemd's")


def amount(value):
    """A number, or a string with a suffix to the base of 1024."""
    return value if isinstance(value, int) else int(value[:-1]) * SUFFIXES[value[-1]]


def executed_fields(record, rows_of, names):
    """What the model executes of a record."""
    name, lists = record["name"], []

    def word_list(words):
        text, reference = table("std::string_view", f"{name}_list_{len(lists)}", map(literal, words))
        lists.append(text)
        return reference

    def mount(row):
        return f"{{{literal(row['path'])}, {choice('MountView', VIEWS, row['view'], name)}, {word_list(row.get('values', []))}}}"

    def refusal(row):
        kind = choice("OperationKind", OPERATIONS, row.get("operation", "system-call"), name)
        return (f"{{{kind}, {word_list(row.get('calls', []))}, {literal(row.get('resource', ''))}, "
                f"{answer(row['answer'])}, {row['likelihood']}, {row.get('since', 0)}}}")

    def limit(row):
        return f"{{{literal(row['resource'])}, {answer(row['answer'])}, {amount(row['tight'])}, {amount(row['ample'])}}}"

    def proposal(row):
        levels = [choice("TightenLevel", LEVELS, row[key], name) for key in ("level", "level_as_root", "level_with_programs")]
        return (f"{{{literal(row['value'])}, {str(row['shows']).lower()}, {prose(row['reason'])}, {', '.join(levels)}, "
                f"{word_list(sorted(row.get('functions', [])))}}}")

    def other(key):
        if record[key] not in names:
            fail(f"{name}: unknown {key} {record[key]}")
        return f"Directive::{record[key]}"

    fields = {
        "mounts": rows_of("mounts", "MountRow", "mounts", mount),
        "refuses": rows_of("refuses", "RefusalRow", "refuses", refusal),
        "limits": rows_of("limits", "LimitRow", "limits", limit),
        "proposals": rows_of("propose", "ProposalRow", "proposals", proposal),
        "strictest": f"std::string_view{{{literal(record['strictest'])}}}" if "strictest" in record else "std::nullopt",
        "base": literal(record.get("base", "")),
        "place": record.get("place", 0),
        "directory": other("directory") if "directory" in record else f"Directive::{name}",
        "holds": choice("Holds", HOLDS, record["holds"], name) if "holds" in record else "Holds::Anything",
        "separator": f'"{record.get("separator", "")}"',  # blanks count
        "bus_yes": literal(record.get("bus_yes", "")),
        "reported": record.get("reported", REPORTED_OTHERWISE),
        "takes": prose(record.get("takes", "")),
        "example": literal(usual_value(record)),
    }
    off, weaker = giving_up(record)
    fields |= {"off": word_list(off), "weaker": word_list(weaker)}
    fields |= {key: record[key] for key in ("least", "most") if key in record}
    if "writable_by" in record:
        fields["writable_by"] = other("writable_by")
    fields |= {trait.replace("-", "_"): "true" for trait in TRAITS if trait in record.get("traits", [])}
    return lists, fields


def usual_value(record):
    """What explain shows first: as the record says, as it is proposed, else the first value that does anything."""
    yes = ["yes"] if record["type"] == "boolean" else []
    others = [row["value"] for row in record.get("values", []) if row["value"] not in (record["default"], "no")]
    proposed = [row["value"] for row in record.get("propose", [])]
    usual = [record.get("example"), *proposed, record.get("strictest"), *yes, *others]
    return next(filter(None, usual), None) or fail(f"{record['name']}: no value can be shown: it needs an example")


def giving_up(record):
    """Lines that switch the directive off, and of its values in [[loosen]], strongest first, those that do not."""
    edits = [row["edit"].strip() for row in record["loosen"]]
    weaker = [edit.partition("=")[2] for edit in edits[:-1]
              if edit.startswith(f"{record['name']}=") and not re.search(r"[{\n]", edit)]
    return edits[-1].splitlines() if edits else [], weaker


def take_repairs(record):
    try:
        repair_rows.take_repairs(record)
    except repair_rows.RowError as error:
        fail(f"{record['name']}: [[loosen]] {error}")


def generate_ids(records):
    names = ",\n".join(f"\t{record['name']}" for record in records)
    return f"""{HEADER}#pragma once

#include <cstdint>

namespace hardenctl {{

enum class Directive : std::uint16_t {{
{names},
}};

inline constexpr unsigned directive_count = {len(records)};

}} // namespace hardenctl
"""


def generate_enum_names():
    """What the records call the enumerators of directive.hh; the order of both is compared."""
    out = []
    for enum, words in (("ValueType", TYPES), ("Merge", MERGES), ("Mechanism", MECHANISMS), ("ImpliedWhen", IMPLIED_WHEN),
                        ("TightenLevel", LEVELS)):
        text, reference = table("std::string_view", f"{enum}_names", map(literal, words))
        checks = "".join(f"static_assert({enum}{{{i}}} == {choice(enum, words, word, enum)});\n" for i, word in enumerate(words))
        out.append(f"static {text}{checks}\nstd::string_view name({enum} value) noexcept\n{{\n"
                   f"\treturn {reference}[static_cast<std::size_t>(value)];\n}}\n")
    return "\n".join(out)


def generate_records(records):
    names = {record["name"] for record in records}
    arrays, rows, lookup = [], [], []
    for record in records:
        name = record["name"]
        lookup += [(alias, name) for alias in [name, *record["aliases"]]]

        tables = []

        def rows_of(key, element, suffix, make):
            text, reference = table(element, f"{name}_{suffix}", [make(row) for row in record.get(key, [])])
            tables.append(text)
            return reference

        def implication(row):
            if row["directive"] not in names:
                fail(f"{name}: implies unknown directive {row['directive']}")
            when = choice("ImpliedWhen", IMPLIED_WHEN, row.get("when", "always"), name)
            return (f"{{Directive::{row['directive']}, {prose(row['value'])}, {when}, "
                    f"{literal(row.get('from', ''))}, {row.get('since', 0)}, {row.get('until', 0)}, "
                    f"{prose(row.get('condition', ''))}}}")

        badness = []

        def exposure(row):
            text, reference = table("ValueBadness", f"{name}_badness", [
                f"{{{literal(value)}, {number}}}" for value, number in row.get("badness", {}).items()])
            badness.append(text)
            check = choice("ExposureCheck", EXPOSURE_CHECKS, row.get("check", "switch"), name)
            return (f"{{{literal(row['json_field'])}, {row['weight']}, {row['range']}, {check}, {literal(row.get('of', ''))}, "
                    f"{reference}, {str(row.get('default_dependencies', False)).lower()}, {row.get('since', 0)}}}")

        lists, executed = executed_fields(record, rows_of, names)
        fields = {
            "id": f"Directive::{name}",
            "name": literal(name),
            "section": literal(record["section"]),
            "manual": literal(record["manual"]),
            "since": record["since"],
            "type": choice("ValueType", TYPES, record["type"], name),
            "merge": choice("Merge", MERGES, record["merge"], name),
            "default_value": literal(record["default"]),
            "bus_property": literal(record["bus"]),
            "aliases": rows_of("aliases", "std::string_view", "aliases", literal),
            "values": rows_of("values", "ValueRecord", "values",
                              lambda row: f"{{{literal(row['value'])}, {row['since']}, {prose(row['meaning'])}}}"),
            "mechanisms": rows_of("mechanisms", "Mechanism", "mechanisms",
                                  lambda row: choice("Mechanism", MECHANISMS, row, name)),
            "implies": rows_of("implies", "Implication", "implies", implication),
            "denies": rows_of("denies", "DenialRecord", "denies", lambda row:
                              f"{{{prose(row['operation'])}, {literal(row['answer'])}, {literal(row['trace'])}}}"),
            "exit_statuses": rows_of("exit_statuses", "unsigned", "exit_statuses", str),
            "loosen": rows_of("loosen", "LooseningRecord", "loosen", lambda row:
                              f"{{{literal(row['edit'])}, {prose(row['when'])}}}"),
            "breaks": rows_of("breaks", "BreakageRecord", "breaks", lambda row:
                              f"{{{prose(row['class'])}, {prose(row['what'])}}}"),
            "exposure": rows_of("exposure", "ExposureRecord", "exposure", exposure),
            "summary": prose(record["summary"]),
            "description": prose(record["description"]),
            "needs": prose(record["needs"]),
            "user_manager": prose(record["user_manager"]),
            "tighten": prose(record["tighten"]),
            "restricts": "true" if record["restricts"] else "false",
            **executed,
        }
        arrays += [*lists, *badness, *tables]
        body = "".join(f"\t\t.{key} = {value},\n" for key, value in fields.items())
        rows.append(f"\t{{\n{body}\t}},\n")
    lookup.sort(key=lambda pair: pair[0].encode())
    if len({alias for alias, _ in lookup}) != len(lookup):
        fail("two records share a name or alias")
    names_table = "".join(f'\t{{"{alias}", Directive::{name}}},\n' for alias, name in lookup)
    return f"""{HEADER}#include "knowledge/directive-table.hh"

#include <cerrno>
#include <csignal>

namespace hardenctl {{

namespace {{

{"".join(arrays)}
constexpr DirectiveRecord records[] = {{
{"".join(rows)}}};

constexpr DirectiveName names[] = {{
{names_table}}};

}} // namespace

const std::span<const DirectiveRecord> directive_table{{records}};
const std::span<const DirectiveName> directive_name_table{{names}};

{generate_enum_names()}
}} // namespace hardenctl
"""


def parse_groups(path):
    """What `systemd-analyze syscall-filter` prints: groups at column 0, members indented, # descriptions."""
    groups, current = {}, None
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        if line.startswith("@"):
            current = groups.setdefault(line.strip(), {"description": "", "members": []})
        elif line.startswith("#"):
            current = None # "# Unlisted System Calls" and other remarks of the tool
        elif current is not None:
            member = line.strip()
            if member.startswith("#"):
                current["description"] = member.lstrip("# ")
            else:
                current["members"].append(member)
    return groups


def expand(groups, name, seen=()):
    calls = set()
    for member in groups[name]["members"]:
        if not member.startswith("@"):
            calls.add(member)
        elif member not in seen:
            calls |= expand(groups, member, (*seen, name))
    return calls


def generate_groups(paths):
    arrays, versions = [], []
    for path in sorted(map(Path, paths), key=lambda path: int(path.stem)):
        groups, rows = parse_groups(path), []
        for name in sorted(groups):
            prefix = f"v{path.stem}_{re.sub('[^a-z]', '_', name[1:])}"
            calls = sorted(expand(groups, name), key=str.encode)
            nested = [member for member in groups[name]["members"] if member.startswith("@")]
            calls_text, calls_name = table("std::string_view", f"{prefix}_calls", map(literal, calls))
            nested_text, nested_name = table("std::string_view", f"{prefix}_nested", map(literal, nested))
            arrays += [calls_text, nested_text]
            rows.append(f"{{{literal(name)}, {literal(groups[name]['description'])}, {calls_name}, {nested_name}}}")
        text, reference = table("SyscallGroup", f"v{path.stem}_groups", rows)
        arrays.append(text)
        versions.append(f"{{{path.stem}, {reference}}}")
    text, _ = table("SyscallGroupVersion", "versions", versions)
    return f"""{HEADER}#include "knowledge/directive-table.hh"

namespace hardenctl {{

namespace {{

{"".join(arrays)}
{text}
}} // namespace

const std::span<const SyscallGroupVersion> syscall_group_table{{versions}};

}} // namespace hardenctl
"""


def generate_names(path):
    names = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    capabilities = [f"{literal(name)}, {name}, {literal(text)}" for name, text in names["capabilities"].items()]
    families = [f"{literal(known)}, {name}, {literal(row.get('description', ''))}"
                for name, row in names["address_families"].items() for known in [name, *row.get("other_names", [])]]
    statuses = [f"{literal(row['name'])}, {status}, {literal(row['description'])}"
                for status, row in names["exit_statuses"].items()]
    namespaces, _ = table("NamespaceKind", "namespaces", [
        f"{{{literal(name)}, {row['bit']:#x}, {row['share']}, {row.get('since', 0)}}}" for name, row in names["namespaces"].items()])
    programs = [f"{{}}, {status}, {literal(text)}" for status, text in names["program_exit_statuses"].items()]
    rows = {"capabilities": capabilities, "families": families, "exit_statuses": statuses, "program_exit_statuses": programs}
    arrays = "".join(table("NamedFact", name, [f"{{{row}}}" for row in facts])[0] for name, facts in rows.items())
    return f"""{HEADER}#include "knowledge/directive-table.hh"
#include "knowledge/names.hh"

#include <linux/capability.h>
#include <sys/socket.h>

namespace hardenctl {{

namespace {{

{arrays}{namespaces}
static_assert(std::size(capabilities) == capability_count);

}} // namespace

const std::span<const NamedFact> capability_table{{capabilities}};
const std::span<const NamedFact> family_table{{families}};
const std::span<const NamedFact> exit_status_table{{exit_statuses}};
const std::span<const NamedFact> program_exit_status_table{{program_exit_statuses}};
const std::span<const NamespaceKind> namespace_kinds{{namespaces}};

}} // namespace hardenctl
"""


def generate_likelihoods(path):
    rows = tomllib.loads(Path(path).read_text(encoding="utf-8"))["other_cause"]
    lines = []
    for i, row in enumerate(rows):
        if (row["operation"] == "unlisted") != (i == 0) or not (row["root"] > 0 and row["user"] > 0):
            fail(f"{path}: the first row, and no other, is of what is unlisted; ratios are above 0: {row}")
        kind = choice("OperationKind", OPERATIONS, "unknown" if i == 0 else row["operation"], path)
        lines.append(f"{{{kind}, {row.get('errno') or 0}, {row['root']}, {row['user']}}}")
    text, _ = table("OtherCauseRow", "other_cause_rows", lines)
    return f"""{HEADER}#include "knowledge/likelihoods.hh"

#include <cerrno>

namespace hardenctl {{

namespace {{

{text}
}} // namespace

const std::span<const OtherCauseRow> other_cause_table{{other_cause_rows}};

}} // namespace hardenctl
"""


def generate_likelihood_values(path):
    rows = tomllib.loads(Path(path).read_text(encoding="utf-8"))["values"]
    for name, row in rows.items():
        if set(row) != {"value", "source", "about"} or not row["value"] > 0:
            fail(f"{path}: {name} needs a value above 0, a source and about")
    lines = "\n".join(f"/** {row['about']} */\ninline constexpr double {name} = {row['value']};"
                      for name, row in rows.items())
    return f"""{HEADER}#pragma once

namespace hardenctl::likelihood {{

{lines}

}} // namespace hardenctl::likelihood
"""


def generate_calls(path):
    rows = tomllib.loads(Path(path).read_text(encoding="utf-8"))["calls"]
    arrays, calls, privileged = [], [], []
    for name in sorted(rows):
        row = rows[name]
        unknown = set(row) - {"kind", "access", "calls", "capability", "answer", "likelihood"}
        if unknown:
            fail(f"{path}: {name} has unknown keys {sorted(unknown)}")
        text, reference = table("std::string_view", f"calls_of_{name}", map(literal, row.get("calls", [])))
        arrays.append(text)
        kind = choice("OperationKind", OPERATIONS, row.get("kind", "unknown"), name)
        access = choice("Access", ACCESSES, row.get("access", "unknown"), name)
        calls.append(f"\t{{{literal(name)}, {kind}, {access}, {reference}}},\n")
        if "capability" in row:
            privileged.append(f"\t{{{literal(name)}, {row['capability']}, {row['answer']}, {row['likelihood']}}},\n")
    return f"""{HEADER}#include "knowledge/directive-table.hh"

#include <cerrno>
#include <linux/capability.h>

namespace hardenctl {{

namespace {{

{"".join(arrays)}
constexpr CallRecord calls[] = {{
{"".join(calls)}}};

constexpr PrivilegedCall privileged[] = {{
{"".join(privileged)}}};

}} // namespace

const std::span<const CallRecord> call_table{{calls}};
const std::span<const PrivilegedCall> privileged_call_table{{privileged}};

}} // namespace hardenctl
"""


def words(text):
    """Running text for scdoc, in one line."""
    line = re.sub(r"([\\\\_*])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^([#|\[\]`;.'~-])", r"\\\1", line)


def sentence(text):
    line = words(text)
    return line if line.endswith((".", ":", ";")) else line + "."


def paragraphs(text):
    return [words(paragraph) for paragraph in text.strip().split("\n\n")]


def since(version, text="since systemd {}"):
    return text.format(version) if version > OLDEST else ""


def manual_list(title, rows):
    rows = list(rows)
    return [f"*{title}*", "\n".join(f"- {row}" for row in rows)] if rows else []


def manual_implication(row):
    detail = [f"with {words(row['from'])}" if row.get("from") else "", words(row.get("condition", ""))]
    told = "; ".join(part for part in detail if part)
    return f"*{words(row['directive'])}={words(row['value'])}*" + (f" ({told})" if told else "")


def shortened(text):
    """A log line whose words fit into a manual's line: groff cannot break "a=b,c=d,…"."""
    return " ".join(word if len(word) <= 48 else word[:47] + "…" for word in text.split())


def manual_denial(row):
    answer = f"*{row['answer']}*: " if row["answer"] else ""
    trace = f" In the log: {words(shortened(row['trace']))}" if row["trace"].strip() else ""
    return answer + sentence(row["operation"]) + trace


def filled_in(text):
    """As explain has it: PATH for {path}."""
    return re.sub(r"\{([\w-]+)\}", lambda match: match[1].upper(), text)


def manual_loosening(row):
    lines = ", ".join(f"*{words(line)}*" for line in filled_in(row["edit"]).replace("]\n", "] ").strip().splitlines())
    return f"{lines}: {sentence(filled_in(row['when']))}"


def manual_facts(record):
    """What fits into one line below the name."""
    aliases = ", ".join(f"{words(alias)}=" for alias in record["aliases"])
    statuses = ", ".join(map(str, record["exit_statuses"]))
    facts = [words(record["manual"]), since(record["since"]),
             f"takes {words(record['takes'])}" if record.get("takes") else "",
             f"default: {words(record['default'])}" if record["default"] else "",
             f"old names: {aliases}" if aliases else "",
             f"exit statuses: {statuses}" if statuses else ""]
    return "; ".join(fact for fact in facts if fact) + "."


def manual_directive(record):
    def rows(key, make):
        return map(make, record.get(key, []))

    def told(version):
        return since(version, " (since systemd {})") if version > record["since"] else ""

    return [
        f"## {words(record['name'])}=",
        words(record["summary"]),
        manual_facts(record),
        *paragraphs(record["description"]),
        *manual_list("Values", rows("values", lambda row:
                                    f"*{words(row['value'])}*{told(row['since'])}: {sentence(row['meaning'])}")),
        *manual_list("Brings with it", rows("implies", manual_implication)),
        *manual_list("Denies", rows("denies", manual_denial)),
        *manual_list("To loosen, narrowest first", rows("loosen", manual_loosening)),
        *manual_list("Known to break", rows("breaks", lambda row: f"{words(row['class'])}: {sentence(row['what'])}")),
        f"*Needs*: {words(record['needs'])}",
        f"*User manager*: {words(record['user_manager'])}",
        f"*To tighten*: {words(record['tighten'])}",
    ]


# What a directive protects, by its first mechanism; sections of the manual.
PROTECTED = {
    "files and directories": ["mounts", "bpf-file-system"],
    "users and privileges": ["credentials", "capabilities", "no-new-privileges", "user-namespace", "lsm-label"],
    "system calls and the kernel": ["seccomp-kill", "seccomp-errno", "memory-protection", "personality", "keyring"],
    "network": ["network-namespace", "bpf-network", "bpf-socket-bind"],
    "devices": ["bpf-device"],
    "processes and other namespaces": ["pid-namespace", "ipc-namespace", "uts-namespace", "cgroup-namespace"],
    "limits and resources": ["resource-limit", "cgroup-limit", "scheduling"],
    "preparation of the service": ["setup"],
    "other": ["other"],
}


def protected_by(records, mechanisms):
    return [record for record in records if record["mechanisms"][0] in mechanisms]


def manual_index(records):
    """The directives of each section."""
    return [f"*{title.upper()}*: " + ", ".join(f"{words(record['name'])}=" for record in protected_by(records, mechanisms))
            for title, mechanisms in PROTECTED.items()]


def manual_sections(records):
    for title, mechanisms in PROTECTED.items():
        yield f"# {title.upper()}"
        for record in protected_by(records, mechanisms):
            yield from manual_directive(record)


def generate_manual(records):
    head = [
        'hardenctl-directives(7) "hardenctl @VERSION@"',
        "# NAME",
        "hardenctl-directives - what each sandboxing directive of systemd denies, and how that looks",
        "# DESCRIPTION",
        "All that hardenctl(1) knows of the directives that deny, hide or limit something for a service. "
        "*hardenctl explain* _NAME_ shows one of them, and whether this system has it. The same names can be "
        "completed in a shell.",
        "Lines of logs are those of real programs; others word the same error in their own way. Where none is "
        "shown, the log has at most the program's own error message, and often nothing: that can only be "
        "found by trying.",
        "Directives stand in sections by what they protect.",
        "# INDEX",
        *manual_index(records),
    ]
    tail = ["# SEE ALSO", "*hardenctl*(1), *systemd.exec*(5), *systemd.resource-control*(5), *systemd-analyze*(1)"]
    return "\n\n".join([*head, *manual_sections(records), *tail]) + "\n"


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    kind, output, inputs = sys.argv[1], sys.argv[2], sys.argv[3:]
    if kind == "ids":
        text = generate_ids(load(inputs))
    elif kind == "records":
        text = generate_records(load(inputs))
    elif kind == "phrases":
        families = [path for path in inputs if Path(path).parent.name == "phrases"]
        text = phrases.generate(families, load(path for path in inputs if path not in families))
    elif kind == "names":
        text = generate_names(*inputs)
    elif kind == "likelihoods":
        text = generate_likelihoods(*inputs)
    elif kind == "likelihood-values":
        text = generate_likelihood_values(*inputs)
    elif kind == "calls":
        text = generate_calls(*inputs)
    elif kind == "groups":
        text = generate_groups(inputs)
    elif kind == "manual":
        text = generate_manual(load(inputs))
    elif kind == "repairs":
        text = repair_rows.generate_repairs(load(inputs), HEADER)
    elif kind == "call-sets":
        text = repair_rows.generate_call_sets(inputs[0], HEADER)
    else:
        fail(f"unknown kind {kind}")
    path = Path(output)
    if not path.exists() or path.read_text(encoding="utf-8") != text: # else ninja builds all that includes it
        path.write_text(text, encoding="utf-8")


try:
    main()
except repair_rows.RowError as error:
    fail(error)
