"""Judges gathered notebooks, each content once, and tells what came out."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from host.environment import make_folder
from host.errors import LabError
from host.folders import give, tree
from host.seats.gathering import Gathered, read_plain
from host.seats.one_card import one_card
from host.image import Image
from host.judging import judge_apart
from host.mode import Plan
from host.notebooks import require_lab_copy
from host.places import LAB_STATE, LABS
from host.records import read_record
from host.removing import remove
from host.report import width
from host.sealed_page import sealed
from host.settings import Settings
from host.text import say, text

GOOD, FAILED, NOT_FOUND = 0, 1, 3  # the judge's exit statuses
VERDICTS = {GOOD: "PASS", FAILED: "FAIL", NOT_FOUND: "NOT JUDGED"}  # all others: it came to none
MOST_FILES = 40  # that a judge leaves; one copy of a lab leaves some seven
PAGE, DATA = "report.html", (".json", ".ipynb")  # what is kept of them


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
        say("collect-judging", number=number, all=len(unique), notebook=printable(str(copy.relative_to(folder))))
        results[sha256] = _judge(settings, plan, image, copy, folder / "judged" / sha256)
    fresh = {hashlib.sha256(notebook.read_bytes()).hexdigest() for notebook in LABS.glob("*.ipynb")}
    return [_row(one, results, fresh) for one in found]


def exit_status(rows: Sequence[Row]) -> int:
    """As make check's: 3 where nothing but the demanded backend was missing."""
    bad = {row.status for row in rows} - {GOOD}
    return NOT_FOUND if bad == {NOT_FOUND} else FAILED if bad or not rows else GOOD


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


def _row(one: Gathered, results: Mapping[str, Result], fresh: Collection[str]) -> Row:
    name = printable(one.name)
    if one.sha256 is None:
        return Row(one.seat, name, None, "NOT JUDGED", text(f"collect-{one.left}"), FAILED, None)
    result = results[one.sha256]
    # The labs' own notebooks pass: what nobody has opened must not look like somebody's work.
    reason = result.reason or (text("collect-untouched") if one.sha256 in fresh else "")
    return Row(one.seat, name, one.sha256, **asdict(replace(result, reason=reason)))


def _judge(settings: Settings, plan: Plan, image: Image, copy: Path, kept: Path) -> Result:
    try:
        require_lab_copy(copy)
    except LabError as error:
        return Result("NOT JUDGED", text(f"collect-{error.code}"), FAILED)
    with _apart() as apart:
        shutil.copyfile(copy, apart / "home/notebook.ipynb")  # whatever its own name is
        give(*tree(apart))
        status, said = judge_apart(settings, one_card(plan), image, apart)
        return _result(settings, status, said, apart / "runs", kept)


@contextmanager
def _apart() -> Iterator[Path]:
    """A fresh folder with home/ and runs/: a notebook is somebody's code, and the next one must not find its traces."""
    make_folder(LAB_STATE)
    apart = Path(tempfile.mkdtemp(prefix="collect-", dir=LAB_STATE))
    try:
        for name in ("runs", "home"):
            make_folder(apart / name)
        yield apart
    finally:
        remove(apart)


def _result(settings: Settings, status: int, said: str, runs: Path, kept: Path) -> Result:
    """The verdict is the exit status; no record of it that can be read, no verdict."""
    reason = printable(next((line.removeprefix("  ✗ ") for line in said.splitlines() if line.startswith("  ✗ ")), ""))
    if status not in VERDICTS or not _keep_record(runs, kept):
        remove(kept)
        return Result("NOT JUDGED", reason or text("collect-no-verdict", status=status, last=_last(said)), FAILED)
    unmet = text("collect-unmet", backend=settings.backend) if status == NOT_FOUND else ""
    return Result(VERDICTS[status], reason or unmet, status, f"judged/{kept.name}/{PAGE}")


def _keep_record(runs: Path, kept: Path) -> bool:
    """Copies the plain files of the one folder that the judge left in `runs`; whether a record is among them.

    The notebook could write there, too: nothing is followed, nothing is waited for, and nothing is believed.
    """
    kept.mkdir(parents=True)
    try:
        with os.scandir(runs) as found:
            (folder,) = [entry.path for entry in found if entry.is_dir(follow_symlinks=False)]
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            # What a browser would open is the page alone, and that is sealed.
            names = [name for name in os.listdir(handle) if name == PAGE or name.endswith(DATA)]  # noqa: PTH208  a handle has no path
            for name in sorted(names)[:MOST_FILES]:
                content = read_plain(handle, name)
                if isinstance(content, bytes):
                    (kept / name).write_bytes(sealed(content) if name == PAGE else content)
        finally:
            os.close(handle)
        read_record(kept)
    except (OSError, ValueError, LabError):
        return False
    return (kept / PAGE).is_file()


def _last(said: str) -> str:
    return printable(next((line.strip()[:100] for line in reversed(said.splitlines()) if line.strip()), "-"))


def printable(said: str) -> str:
    """Without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in said)
