"""What `make verify` found, as a person reads it: four lists, most important last, and one line. Pure: no I/O."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from judge.specs import CLAIMS
from judge.values import RULE, apart, columns, folded, printable, short
from judge.verify_words import CLAIMED, FIELDS, KINDS, TEXT, WHY
from judge.words import CONDITIONS, Language, pick


@dataclass(frozen=True)
class Difference:
    """A value of the record that does not follow from its facts, and the names that lead to it."""

    path: tuple[str, ...]
    said: Any
    now: Any


@dataclass(frozen=True)
class Found:
    """How many claims were made again; what differs; and what cannot be told: (notebook, what, why)."""

    claims: int
    differences: list[Difference]
    untold: list[tuple[str, str, str]]


def show(found: Found, record: dict[str, Any], rules: dict[str, Any], language: Language) -> Iterator[str]:
    """Every line. `rules`: this checkout's commit, whether it is dirty, whether the record's has the same judge."""
    tables = {
        "same": _same(found, record, language),
        "claimed": [[pick(CLAIMED[what], language), said[:160]] for what, said in _claimed(record)],
        "untold": [[where, _field(what, language), pick(WHY[why], language)] for where, what, why in found.untold],
        "differs": [_row(difference, language) for difference in found.differences],
    }
    if tables["differs"]:
        tables["differs"].insert(0, pick(TEXT["columns"], language).split("|"))
    for kind, rows in tables.items():
        if rows:
            cells = [[printable(cell) for cell in row] for row in rows]
            yield from (pick(KINDS[kind], language), *(f"  {line}" for line in columns(cells)), "")
    yield from _rules(record, rules, language)
    yield from (RULE, *folded(_line(found, record, language)), RULE)


def _same(found: Found, record: dict[str, Any], language: Language) -> list[list[str]]:
    """How much of each was equal."""
    off = [difference.path for difference in found.differences]
    in_claims = {path[1:4] for path in off if path[2:3] == ("claims",)}
    unknown = {where for where, what, _ in found.untold if what == "notebook"}
    other = {path[1] for path in off if path[2:3] == ("sha256",)}
    counts = {
        "claims": found.claims - len(in_claims),
        "hip": sum(len(lab["hip"]) for lab in record["labs"])
        - len({path[1:4] for path in off if path[2:3] == ("hip",)}),
        "sha256": len(record["labs"]) - len(unknown) - len(other),
    }
    rows = [[_field(name, language), str(count)] for name, count in counts.items() if count > 0]
    if not any(path[0] == "verdict" for path in off):
        rows.append([_field("verdict", language), f"{record['verdict']['labs']}, {record['verdict']['hip']}"])
    return rows


def _claimed(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What no other part of a record can confirm."""
    host, torch, image = record["host"], record["torch"] or {}, record["image"]
    dirty = {True: "dirty", False: "clean", None: "?"}[record["dirty"]]
    yield "facts", f"{sum(lab['facts'] is not None for lab in record['labs'])} / {len(record['labs'])}"
    yield "when", record["when"]
    yield "commit", f"{record['commit']} {dirty}"
    yield "image", " ".join(map(str, image.values())) if image else "-"
    if wheels := record["wheels"]:
        yield "wheels", f"{len(wheels['wheels'])}: {', '.join(wheels['gfx'])} ({wheels['index']})"
    yield "host", f"{host['kernel']} {host['machine']}, amdgpu {host['amdgpu']}, {host['python']}"
    yield "versions", ", ".join(f"{torch.get(name)}" for name in ("version", "hip", "cuda"))
    yield "devices", ", ".join(f"{d['name']} ({d['arch']})" for d in torch.get("devices", [])) or "-"
    yield "durations", " ".join(str(lab["seconds"]) for lab in record["labs"])
    yield "words", str(torch.get("executable"))


def _row(found: Difference, language: Language) -> list[str]:
    where, *path = found.path[1:] if found.path[0] == "labs" else ("", *found.path)
    pair = (found.said, found.now) if None in (found.said, found.now) else apart(found.said, found.now)
    said, now = ("-" if value is None else short(value, language) for value in pair)
    return [where, " ".join(_field(name, language) for name in path), said, now]


def _field(name: str, language: Language) -> str:
    if name in FIELDS:
        return pick(FIELDS[name], language)
    if name in CLAIMS:
        return pick(CLAIMS[name], language)
    conditions = dict(enumerate(CONDITIONS.values(), 1))
    return f"{name} ({pick(conditions[int(name)], language)})" if name in "12345" else short(name, language)


def _rules(record: dict[str, Any], rules: dict[str, Any], language: Language) -> Iterator[str]:
    commit = rules["commit"] or pick(TEXT["rules-unknown"], language)
    dirty = pick(TEXT["rules-dirty"], language) if rules["dirty"] else ""
    yield pick(TEXT["rules"], language).format(commit=commit, dirty=dirty)
    if rules["same"] is None:
        yield pick(TEXT["rules-untold"], language)
    elif not rules["same"]:
        yield pick(TEXT["rules-other"], language).format(commit=record["commit"], short=record["commit"][:8])


def _line(found: Found, record: dict[str, Any], language: Language) -> str:
    said = {name: record["verdict"][name] for name in ("labs", "hip")}
    if found.differences:
        return pick(TEXT["inconsistent"], language).format(count=len(found.differences))
    key = "consistent-untold" if found.untold else "consistent"
    return pick(TEXT[key], language).format(count=len(found.untold), **said)
