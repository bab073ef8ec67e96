"""What doctor finds out, one line a check, and how a person and a program read it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby

from cli.speech import Language, errors, width
from machine.checks.words import CODE, GOOD, TITLES
from machine.gpus import Card


class Level(Enum):
    """How much a finding matters. What could not be told is never good."""

    GOOD = "good"
    UNKNOWN = "unknown"
    WARNING = "warning"
    STOP = "stop"


@dataclass(frozen=True)
class Finding:
    """One check's answer; `says` is the key of its words, `values` fill them."""

    check: str
    level: Level
    says: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str | None:
        """The stable code; None when all is good."""
        return None if self.level is Level.GOOD else self.says

    def title(self, language: Language) -> str:
        """What was looked at."""
        return TITLES[self.check].in_(language)

    def lines(self, language: Language) -> tuple[str, ...]:
        """What was found; for what is not good the cause and the cure."""
        if self.level is Level.GOOD:
            words: tuple[str, ...] = (GOOD[self.says].in_(language),)
        else:
            words = getattr(errors()[self.says], language)
        return tuple(line.format(**self.values) for line in words)


def good(check: str, says: str, **values: object) -> Finding:
    """All is well, or does not matter here."""
    return Finding(check, Level.GOOD, says, values)


def unknown(check: str, says: str, **values: object) -> Finding:
    """It could not be told."""
    return Finding(check, Level.UNKNOWN, says, values)


def warning(check: str, says: str, **values: object) -> Finding:
    """The lab starts, but not as somebody may expect."""
    return Finding(check, Level.WARNING, says, values)


def stop(check: str, says: str, **values: object) -> Finding:
    """The lab cannot start, or not on what was asked for."""
    return Finding(check, Level.STOP, says, values)


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


def gib(size: int) -> str:
    """Memory as memory is sold."""
    return f"{size / 2**30:.1f} GiB" if size < 10 * 2**30 else f"{size / 2**30:.0f} GiB"


def gb(size: int) -> str:
    """Disk as disks are sold."""
    return f"{size / 10**9:.1f} GB" if size < 10 * 10**9 else f"{size / 10**9:.0f} GB"


def card_words(cards: Mapping[int, Card]) -> str:
    """`0: gfx942, 192 GiB, renderD128`, the memory where it is given; a run of equal cards is one: `0–7: …`."""
    runs = [
        list(run) for _, run in groupby(cards.items(), key=lambda item: (item[1].gfx, item[1].memory, item[1].shared))
    ]
    return "; ".join(_run(run) for run in runs)


def few(items: Sequence[str]) -> str:
    """All of them, or the first and the last of many."""
    return ", ".join(items) if len(items) <= 3 else f"{items[0]} … {items[-1]}"


def _run(run: Sequence[tuple[int, Card]]) -> str:
    (first, card), (last, last_card) = run[0], run[-1]
    what = f"{card.gfx}, {gib(card.memory)}" if card.memory else card.gfx
    what += f" + {gib(card.shared)} GTT" if card.shared else ""
    nodes = [c.render_node.rpartition("/")[2] for c in (card, last_card)]
    if first == last:
        return f"{first}: {what}, {nodes[0]}"
    return f"{first}–{last}: {what}, {nodes[0]} … {nodes[1]}"
