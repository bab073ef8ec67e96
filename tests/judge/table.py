"""The end of `make check` as a person reads it: a table of claims, then the verdict in one line."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from judge.claim import Claim
from judge.verdict import Judged, Verdict
from judge.words import CLAIMS, CONDITIONS, ENDINGS, Language, pick, say

WIDEST = 34  # of a value in the table; the record has it in full


def width(text: str) -> int:
    """Columns on a terminal: Japanese letters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(labs: list[Judged], language: Language) -> str:
    """One row a claim; where both languages of a lab found the same, they share it."""
    rows = [say("columns", language).split("|")]
    for lab in dict.fromkeys(judged.job.lab for judged in labs):
        rows += _rows([judged for judged in labs if judged.job.lab == lab], language)
    widths = [max(width(row[i]) for row in rows) for i in range(5)]
    lines = [
        "  ".join(cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([lines[0], "─" * (sum(widths) + 8), *lines[1:]])


def _rows(twins: list[Judged], language: Language) -> list[list[str]]:
    shared: dict[tuple[str, ...], list[str]] = {}
    for judged in sorted(twins, key=lambda j: j.job.lang):
        for claim in judged.claims:
            label = f"{'✓' if claim.holds else '✗'} {pick(CLAIMS[claim.id], language)}"
            values = (claim.expected, claim.measured) if claim.holds else apart(claim.expected, claim.measured)
            measured = pick(ENDINGS[judged.run.end], language) if claim.id == "ran" else short(values[1])
            expected = pick(ENDINGS["ended"], language) if claim.id == "ran" else short(values[0])
            shared.setdefault((label, expected, measured), []).append(judged.job.lang)
    return [[twins[0].job.lab, " ".join(langs), *row] for row, langs in shared.items()]


def printable(text: str) -> str:
    """Without what XML forbids and what a terminal would obey."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def short(value: Any) -> str:
    """A value as a table has room for it."""
    text = printable(value if isinstance(value, str) else json.dumps(_rounded(value), ensure_ascii=False))
    return text if width(text) <= WIDEST else text[: WIDEST - 1] + "…"


def apart(expected: Any, measured: Any) -> tuple[Any, Any]:
    """Two values, cut so that what differs is in sight where both are long and begin alike."""
    texts = [
        value if isinstance(value, str) else json.dumps(_rounded(value), ensure_ascii=False)
        for value in (expected, measured)
    ]
    alike = next((i for i, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    if max(map(len, texts)) <= WIDEST or alike < WIDEST - 2 or texts[0] == texts[1]:
        return expected, measured
    start = alike - WIDEST // 3
    return f"…{texts[0][start:]}", f"…{texts[1][start:]}"


def _rounded(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_rounded(v) for v in value]
    return round(value, 7) if isinstance(value, float) else value


def failures(labs: list[Judged], language: Language) -> list[str]:
    """For each notebook that failed, the claim that decided, in one line."""
    lines = []
    for judged in labs:
        broken = next((c for c in judged.claims if not c.holds), None)
        if broken:
            lines.append(_failure(judged, broken, language))
    return lines


def _failure(judged: Judged, broken: Claim, language: Language) -> str:
    where = {"lab": judged.job.lab, "lang": judged.job.lang}
    if broken.id == "ran":
        detail = printable(judged.run.detail.splitlines()[0]) if judged.run.detail else ""
        return say(
            "ended-badly", language, end=pick(ENDINGS[judged.run.end], language), detail=detail, **where
        ).rstrip()
    values = dict(zip(("expected", "measured"), map(short, apart(broken.expected, broken.measured)), strict=True))
    return say("failed", language, claim=pick(CLAIMS[broken.id], language), **values, **where)


def verdict_line(found: Verdict, labs: list[Judged], language: Language) -> str:
    """The verdict in one line; when HIP is not proved, nobody can take it for a proof."""
    if found.unmet is None:
        why = say("why-hip", language, arch=labs[0].evidence.arch)
    else:
        name = pick(CONDITIONS[found.unmet.name], language)
        condition = say("condition", language, number=found.unmet.number, name=name, found=found.unmet.found)
        why = say(f"why-{found.ran_on}" if found.ran_on != "hip" else "why-unknown", language, condition=condition)
    return say("verdict", language, labs=found.labs, hip=found.hip, why=why)
