"""Judges gathered notebooks, each content once, and tells what came out."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from itertools import takewhile
from pathlib import Path

from cli.files import give, make_folder, remove, tree
from cli.places import LAB_STATE, LABS
from cli.process import last_line
from cli.settings import Settings
from cli.speech import LabError, columns, printable, say, text, width
from images.image import Image
from machine.mode import Plan
from machine.sysfs import memory
from session.judging import judging_apart
from session.notebooks import require_lab_copy
from session.records import read_record
from workshop.sealed_page import sealed
from workshop.seats.gathering import Gathered, read_plain
from workshop.seats.state import LEASES, leases

GOOD, FAILED, NOT_FOUND = 0, 1, 3  # the judge's exit statuses
VERDICTS = {GOOD: "PASS", FAILED: "FAIL", NOT_FOUND: "NOT JUDGED"}  # all others: it came to none
MOST_FILES = 40  # that a judge leaves; one copy of a lab leaves some seven
MOST_AT_ONCE, ROOM = 4, 2 * 2**30  # containers; bytes of memory for each
TICK = 0.1
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


UNTOUCHED = Result("UNTOUCHED", "", GOOD)


@dataclass
class AtWork:
    """A notebook that is being judged in a container of its own."""

    sha256: str
    folder: Path
    process: subprocess.Popen[str]
    stack: ExitStack  # what is taken away when it has ended


def judge_all(settings: Settings, plan: Plan, image: Image, found: Sequence[Gathered], folder: Path) -> list[Row]:
    """A row for each notebook; those that somebody has worked in are judged, identical ones once."""
    fresh = {hashlib.sha256(notebook.read_bytes()).hexdigest() for notebook in LABS.glob("*.ipynb")}
    unique = {one.sha256: one.copy for one in found if one.sha256 and one.copy and one.sha256 not in fresh}
    results = dict.fromkeys(fresh, UNTOUCHED)
    waiting, at_work = list(unique.items()), list[AtWork]()
    try:
        while waiting or at_work:
            while waiting and len(at_work) < _at_once():
                sha256, copy = waiting.pop(0)
                say(
                    "collect-judging",
                    number=len(unique) - len(waiting),
                    all=len(unique),
                    notebook=printable(str(copy.relative_to(folder))),
                )
                try:
                    require_lab_copy(copy)
                except LabError as error:
                    results[sha256] = Result("NOT JUDGED", text(f"collect-{error.code}"), FAILED)
                else:
                    at_work.append(_begin(settings, one_card(plan), image, sha256, copy))
            for one in [one for one in at_work if one.process.poll() is not None]:
                at_work.remove(one)
                results[one.sha256] = _ended(settings, one, folder / "judged" / one.sha256)
            time.sleep(TICK)
    except BaseException:
        for one in at_work:
            with suppress(BaseException):  # the same that is raised below, once each has taken its container away
                one.stack.__exit__(*sys.exc_info())
        raise
    return [_row(one, results) for one in found]


def _at_once() -> int:
    """How many are judged side by side: one a core, four at most, as far as the memory goes; as the judge does it."""
    room = (memory(Path("/")).available or ROOM) // ROOM
    return max(1, min(MOST_AT_ONCE, len(os.sched_getaffinity(0)), room))


def _begin(settings: Settings, plan: Plan, image: Image, sha256: str, copy: Path) -> AtWork:
    with ExitStack() as stack:
        apart = stack.enter_context(_apart())
        shutil.copyfile(copy, apart / "home/notebook.ipynb")  # whatever its own name is
        give(*tree(apart))
        process = stack.enter_context(judging_apart(settings, plan, image, apart))
        return AtWork(sha256, apart, process, stack.pop_all())


def _ended(settings: Settings, one: AtWork, kept: Path) -> Result:
    said = (one.folder / "said").read_text(encoding="utf-8", errors="replace")
    with one.stack:
        return _result(settings, one.process.returncode, said, one.folder / "runs", kept)


def exit_status(rows: Sequence[Row]) -> int:
    """As make check's: 3 where nothing but the demanded backend was missing."""
    bad = {row.status for row in rows} - {GOOD}
    return NOT_FOUND if bad == {NOT_FOUND} else FAILED if bad or not rows else GOOD


def as_table(rows: Sequence[Row]) -> str:
    """Seat, notebook, verdict, reason in columns."""
    lines = columns([text("collect-columns").split("|"), *((r.seat, r.notebook, r.verdict, r.reason) for r in rows)])
    return "\n".join([lines[0], "─" * width(lines[0]), *lines[1:]])


def as_json(rows: Sequence[Row], settings: Settings, when: str) -> str:
    """The same for a program."""
    facts = {"version": 1, "when": when, "language": settings.language, "rows": [asdict(row) for row in rows]}
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def _row(one: Gathered, results: Mapping[str, Result]) -> Row:
    name = printable(one.name)
    if one.sha256 is None:
        return Row(one.seat, name, None, "NOT JUDGED", text(f"collect-{one.left}"), FAILED, None)
    result = results[one.sha256]
    # The labs' own notebooks: what nobody has opened must not look like somebody's work, nor be run again.
    reason = text("collect-untouched") if result is UNTOUCHED else result.reason
    return Row(one.seat, name, one.sha256, **asdict(replace(result, reason=reason)))


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
    reason = printable(_reason(said))
    if status not in VERDICTS or not _keep_record(runs, kept):
        remove(kept)
        return Result(
            "NOT JUDGED",
            reason or text("collect-no-verdict", status=status, last=printable(last_line(said)[:100])),
            FAILED,
        )
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


def _reason(said: str) -> str:
    """The first claim that does not hold, in one line: for a terminal it may have been folded."""
    lines = said.splitlines()
    first = next((number for number, line in enumerate(lines) if line.startswith("  ✗ ")), len(lines))
    rest = takewhile(lambda line: line.startswith("    "), lines[first + 1 :])
    return " ".join(line.strip().removeprefix("✗ ") for line in (*lines[first : first + 1], *rest))


def one_card(plan: Plan, table: Path = LEASES) -> Plan:
    """The plan with one card of its cards: the first that no seat holds, else the first of all, and it says so."""
    if not plan.cards:
        return plan
    held = leases(table).values()
    free = [card for card in plan.cards if card.render_node not in held]
    if not free:
        say("collect-shares-card", card=plan.cards[0].render_node)
    return replace(plan, cards=(*free, *plan.cards)[:1])
