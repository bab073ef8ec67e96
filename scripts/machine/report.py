"""Findings as a person reads them, and as a program does."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cli.speech import Language, width
from machine.checks.words import CODE
from machine.finding import Finding, Level

MARKS = {Level.GOOD: "✓", Level.UNKNOWN: "?", Level.WARNING: "!", Level.STOP: "✗"}
COLOURS = {Level.GOOD: "32", Level.UNKNOWN: "36", Level.WARNING: "33", Level.STOP: "31"}


def as_text(found: Sequence[Finding], verdict: Sequence[str], language: Language, *, colour: bool) -> str:
    """One line a check, in columns; under what is not good the cure and the code."""
    column = max(width(finding.title(language)) for finding in found) + 2
    lines = []
    for finding in found:
        first, *cure = finding.lines(language)
        title = finding.title(language)
        lines.append(f"{_mark(finding.level, colour=colour)} {title}{' ' * (column - width(title))}{first}")
        lines += [f"    → {line}" for line in cure]
        lines += [f"    {CODE.in_(language)}: {finding.code}"] if finding.code else []
    return "\n".join([*lines, "", *verdict])


def as_json(found: Sequence[Finding], verdicts: dict[Language, list[str]], status: int) -> str:
    """All of it; both languages, so that whoever reads the report later can choose."""
    languages: tuple[Language, ...] = ("en", "ja")
    checks = [
        {
            "check": finding.check,
            "level": finding.level.value,
            "code": finding.code,
            "values": {name: str(value) for name, value in finding.values.items()},
            **{language: list(finding.lines(language)) for language in languages},
        }
        for finding in found
    ]
    return json.dumps({"status": status, "verdict": verdicts, "checks": checks}, ensure_ascii=False, indent=2)


def _mark(level: Level, *, colour: bool) -> str:
    return f"\x1b[{COLOURS[level]}m{MARKS[level]}\x1b[0m" if colour else MARKS[level]
