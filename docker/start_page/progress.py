"""How far a learner is, from the notebooks and from the records of checks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# By a lab's name and an exercise's number, or None for the lab itself: whether the newest answer was "done".
Answers = Mapping[tuple[str, str | None], bool]


@dataclass(frozen=True)
class Lab:
    """A row. `checked` is what the newest check of the learner's copy said, None where there was none."""

    notebook: str
    title: str
    minutes: str
    shows: str
    checked: bool | None
    exercises: Sequence[tuple[str, bool | None]]


def answers(folders: Iterable[Path]) -> Answers:
    """What flowlab.check and `make check NOTEBOOK=` said last; a check of all labs is not about a learner's copy."""
    newest = dict[tuple[str, str | None], tuple[str, bool]]()
    for path in (path for folder in folders for path in folder.glob("*/record.json")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            if found := _read(path, path.stat().st_mtime_ns):
                about, *said = found
                newest[about] = max((said[0], said[1]), newest.get(about, ("", False)))
    return {about: done for about, (_, done) in newest.items()}


@cache
def _read(path: Path, _changed: int) -> tuple[tuple[str, str | None], str, bool] | None:
    """What a record is about, when it was, and whether all was well; read once: a whole check's has megabytes."""
    record = json.loads(path.read_text(encoding="utf-8"))
    if len(record["labs"]) != 1:
        return None
    one = record["labs"][0]
    return (one["lab"], one["exercise"]), record["when"], one["reason"] is None


def labs(folder: Path, language: str, found: Answers) -> list[Lab]:
    """All labs in their order, in a language; titles from the notebooks, the rest from the table in README.md."""
    table = (folder / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d\d_\w+) \| (\d+) \| (.+) \| (.+) \|$", table, re.MULTILINE)
    return [_lab(folder, name, language, minutes, (en, ja)[language == "ja"], found) for name, minutes, en, ja in rows]


def next_lab(rows: Iterable[Lab]) -> Lab | None:
    """The first that is not yet checked and good."""
    return next((lab for lab in rows if not lab.checked), None)


def _lab(folder: Path, name: str, language: str, minutes: str, shows: str, found: Answers) -> Lab:
    path = folder / f"{name}.{language}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    title = next(match[1] for cell in cells if (match := re.match("# (.+)", "".join(cell["source"]))))
    numbers = [cell["id"].removeprefix("exercise-") for cell in cells if re.fullmatch(r"exercise-\d", cell["id"])]
    exercises = [f"{int(name[:2])}.{number}" for number in numbers]
    return Lab(
        path.name,
        title,
        minutes,
        shows,
        found.get((name, None)),
        [(each, found.get((name, each))) for each in exercises],
    )
