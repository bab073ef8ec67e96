"""Judges gathered notebooks, each content once, and tells what came out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from host.environment import make_folder
from host.errors import LabError
from host.folders import give, tree
from host.seats.gathering import Gathered
from host.image import Image
from host.judging import judge_apart
from host.mode import Plan
from host.notebooks import require_lab_copy
from host.places import LAB_STATE
from host.report import width
from host.settings import Settings
from host.text import say, text

GOOD, FAILED, NOT_FOUND = 0, 1, 3  # the judge's exit statuses
APART = LAB_STATE / "collect"  # a notebook is somebody's code: it gets no folder that anything else relies on


@dataclass(frozen=True)
class Row:
    """What is told of one notebook. `status` is what `make check NOTEBOOK=` would end with."""

    seat: str
    notebook: str
    sha256: str | None
    verdict: str
    reason: str
    status: int
    report: str | None  # the judge's page, beside collect.html


@dataclass(frozen=True)
class Result:
    """What the judge said of one content."""

    verdict: str
    reason: str
    status: int
    report: str | None = None


def judge_all(settings: Settings, plan: Plan, image: Image, found: Sequence[Gathered], folder: Path) -> list[Row]:
    """A row for each notebook; identical ones are judged once."""
    unique: dict[str, Path] = {}
    for one in found:
        if one.sha256 and one.copy:
            unique.setdefault(one.sha256, one.copy)
    results: dict[str, Result] = {}
    for number, (sha256, copy) in enumerate(unique.items(), 1):
        say("collect-judging", number=number, all=len(unique), notebook=copy.relative_to(folder))
        results[sha256] = _judge(settings, plan, image, copy, folder / "judged" / sha256[:12])
    return [_row(one, results) for one in found]


def exit_status(rows: Sequence[Row]) -> int:
    """As make check's: 3 where nothing but the demanded backend was missing."""
    bad = {row.status for row in rows} - {GOOD}
    return GOOD if not bad else NOT_FOUND if bad == {NOT_FOUND} else FAILED


def as_table(rows: Sequence[Row]) -> str:
    """Seat, notebook, verdict, reason in columns."""
    cells = [text("collect-columns").split("|"), *([r.seat, r.notebook, r.verdict, r.reason] for r in rows)]
    widths = [max(width(line[column]) for line in cells) for column in range(3)]
    lines = [
        "  ".join([cell + " " * (w - width(cell)) for cell, w in zip(line, widths, strict=False)] + line[3:]).rstrip()
        for line in cells
    ]
    return "\n".join([lines[0], "─" * (sum(widths) + 12), *lines[1:]])


def as_json(rows: Sequence[Row], settings: Settings, when: str) -> str:
    """The same for a program."""
    facts = {"version": 1, "when": when, "language": settings.language, "rows": [asdict(row) for row in rows]}
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def _row(one: Gathered, results: Mapping[str, Result]) -> Row:
    name = printable(one.name)
    if one.sha256 is None:
        return Row(one.seat, name, None, "NOT JUDGED", text(f"collect-{one.left}"), FAILED, None)
    return Row(one.seat, name, one.sha256, **asdict(results[one.sha256]))


def _judge(settings: Settings, plan: Plan, image: Image, copy: Path, kept: Path) -> Result:
    try:
        require_lab_copy(copy)
    except LabError as error:
        return Result("NOT JUDGED", text(f"collect-{error.code}"), FAILED)
    shutil.rmtree(APART, ignore_errors=True)
    runs, home = APART / "runs", APART / "home"
    for made in (runs, home):
        make_folder(made)
    shutil.copyfile(copy, home / "notebook.ipynb")  # whatever its own name is
    give(*tree(APART))
    try:
        status, said = judge_apart(settings, plan, image, APART)
        return _result(settings, status, said, kept)
    finally:
        shutil.rmtree(APART, ignore_errors=True)


def _result(settings: Settings, status: int, said: str, kept: Path) -> Result:
    reason = printable(next((line.removeprefix("✗ ") for line in said.splitlines() if line.startswith("✗ ")), ""))
    try:
        verdict = _keep_record(kept) if status in (GOOD, FAILED, NOT_FOUND) else None
    except (OSError, ValueError, KeyError, TypeError):  # what the notebook itself left there may be anything
        verdict = None
    if verdict is None:
        shutil.rmtree(kept, ignore_errors=True)
        return Result("NOT JUDGED", reason or text("collect-no-verdict", status=status, last=_last(said)), FAILED)
    unmet = text("collect-unmet", backend=settings.backend) if status == NOT_FOUND else ""
    return Result(verdict, reason or unmet, status, f"judged/{kept.name}/report.html")


def _keep_record(kept: Path) -> str | None:
    """Copies what the judge left; its verdict on the lab, None where it left no record. Links are not followed."""
    found = next(iter(APART.glob("runs/*/record.json")), None)
    if found is None or found.is_symlink() or found.parent.is_symlink():
        return None
    verdict = json.loads(found.read_text(encoding="utf-8"))["verdict"]["labs"]
    shutil.copytree(found.parent, kept, symlinks=True)
    return verdict if verdict in ("PASS", "FAIL") else None


def _last(said: str) -> str:
    return printable(next((line.strip()[:100] for line in reversed(said.splitlines()) if line.strip()), "-"))


def printable(said: str) -> str:
    """Without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in said)
