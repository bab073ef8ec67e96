"""What `make verify` found, as a person reads it: four lists, most important last, and one line. Pure: no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from judge.values import apart, printable, short, width
from judge.verify_finding import Finding
from judge.verify_words import KINDS, TEXT, WHAT, WHY
from judge.words import CLAIMS, CONDITIONS, Language, pick

RULE = "━" * 79


def show(found: list[Finding], record: dict[str, Any], rules: dict[str, Any], language: Language) -> Iterator[str]:
    """Every line. `rules`: this checkout's commit, whether it is dirty, whether the record's has the same judge."""
    every = [*found, *claimed(record)]
    for kind in ("same", "claimed", "untold", "differs"):
        own = [finding for finding in every if finding.kind == kind]
        if own:
            yield from (pick(KINDS[kind], language), *_table(own, language), "")
    yield from _rules(record, rules, language)
    yield from (RULE, _line(found, record, language), RULE)


def claimed(record: dict[str, Any]) -> Iterator[Finding]:
    """What no other part of a record can confirm."""
    host, torch, image = record["host"], record["torch"] or {}, record["image"]
    dirty = {True: "dirty", False: "clean", None: "?"}[record["dirty"]]
    said = {
        "facts": f"{sum(lab['facts'] is not None for lab in record['labs'])} / {len(record['labs'])}",
        "when": record["when"],
        "commit": f"{record['commit']} {dirty}",
        "image": " ".join(map(str, image.values())) if image else "-",
        "host": f"{host['kernel']} {host['machine']}, amdgpu {host['amdgpu']}, {host['python']}",
        "versions": ", ".join(f"{torch.get(name)}" for name in ("version", "hip", "cuda")),
        "devices": ", ".join(f"{d['name']} ({d['arch']})" for d in torch.get("devices", [])) or "-",
        "durations": " ".join(str(lab["seconds"]) for lab in record["labs"]),
        "words": str(torch.get("executable")),
    }
    yield from (Finding("claimed", "", what, said=value) for what, value in said.items())


def _table(found: list[Finding], language: Language) -> list[str]:
    rows = _counted(found, language) if found[0].kind == "same" else [_row(finding, language) for finding in found]
    if found[0].kind == "differs":
        rows.insert(0, pick(TEXT["columns"], language).split("|"))
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    pairs = [list(zip(row, widths, strict=True)) for row in rows]
    return ["  " + "  ".join(cell + " " * (w - width(cell)) for cell, w in row if w).rstrip() for row in pairs]


def _counted(found: list[Finding], language: Language) -> list[list[str]]:
    """How many of each kind were equal; what there is once, with its value."""
    counts = Counter(finding.what for finding in found)
    values = {finding.what: finding.said for finding in found}
    return [
        [pick(WHAT[what], language), str(n) if n > 1 else _value(values[what], language)] for what, n in counts.items()
    ]


def _row(finding: Finding, language: Language) -> list[str]:
    if finding.kind == "claimed":
        return [pick(WHAT[finding.what], language), printable(str(finding.said))[:160]]
    where = printable(finding.where)[:40]
    if finding.kind == "untold":
        why = pick(WHY[finding.name], language) if finding.name else _value(finding.said, language)
        return [where, pick(WHAT[finding.what], language), why]
    said, now = (finding.said, finding.now) if None in (finding.said, finding.now) else apart(finding.said, finding.now)
    return [where, _what(finding, language), _value(said, language), _value(now, language)]


def _what(finding: Finding, language: Language) -> str:
    if finding.what == "condition":
        name = f"{finding.name} ({pick(list(CONDITIONS.values())[int(finding.name) - 1], language)})"
        return pick(WHAT["condition-one"], language).format(name=name)
    known = CLAIMS.get(finding.name)
    name = pick(known, language) if known else short(finding.name, language)
    return pick(WHAT[finding.what], language).format(name=name)


def _value(value: Any, language: Language) -> str:
    return "-" if value is None else short(value, language)


def _rules(record: dict[str, Any], rules: dict[str, Any], language: Language) -> Iterator[str]:
    commit = rules["commit"] or pick(TEXT["rules-unknown"], language)
    dirty = pick(TEXT["rules-dirty"], language) if rules["dirty"] else ""
    yield pick(TEXT["rules"], language).format(commit=commit, dirty=dirty)
    if rules["same"] is None:
        yield pick(TEXT["rules-untold"], language)
    elif not rules["same"]:
        yield pick(TEXT["rules-other"], language).format(commit=record["commit"], short=record["commit"][:8])


def _line(found: list[Finding], record: dict[str, Any], language: Language) -> str:
    said = {name: record["verdict"][name] for name in ("labs", "hip")}
    counts = Counter(finding.kind for finding in found)
    if counts["differs"]:
        return pick(TEXT["inconsistent"], language).format(count=counts["differs"])
    key = "consistent-untold" if counts["untold"] else "consistent"
    return pick(TEXT[key], language).format(count=counts["untold"], **said)
