"""A record.json: the newest of our own, or one from somebody else; read as a stranger's file before it is believed."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from cli.places import RUNS, moment
from cli.speech import LabError
from session.notebooks import labs

MOST_BYTES = 32 * 2**20  # a whole check leaves 3 MB
MOST_DEEP = 60  # a whole check's facts are 12 deep
TRACES = "*.trace.json"


@dataclass(frozen=True)
class Record:
    """What the file says, and the traces that lie beside it, by name."""

    path: Path
    said: dict[str, Any]
    traces: dict[str, str]


def read_record(named: Path) -> Record:
    """The record in this file, or in this folder of runs/. Raises LabError."""
    path = named / "record.json" if named.is_dir() else named
    if not path.is_file():
        raise LabError("record-missing", path=named)
    try:
        said, traces = _parse(_content(path)), _traces(path.parent)
    except (OSError, ValueError, RecursionError) as error:
        raise LabError("record-unreadable", path=named, reason=_reason(error)) from error
    if not isinstance(said, dict):
        raise LabError("record-unreadable", path=named, reason=type(said).__name__)
    return Record(path, said, traces)


def newest_first(runs: Path = RUNS) -> list[Path]:
    """The records, whose folders are named by their time; none of a time to come: the clock was set back since."""
    now = moment()
    return sorted((path for path in runs.glob("*/record.json") if path.parent.name <= now), reverse=True)


def newest_check(runs: Path = RUNS) -> Record | None:
    """The newest check of every lab in both languages whose executed notebooks are still there. Raises LabError."""
    every = [f"{lab}.{lang}.ipynb" for lab in labs().values() for lang in ("en", "ja")]
    for path in newest_first(runs):
        if all((path.parent / name).is_file() for name in every):
            return read_record(path)
    return None


def _content(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"> {MOST_BYTES // 2**20} MB")
    return content.decode("utf-8")


def _parse(text: str) -> Any:
    """Strict JSON: json.loads alone takes NaN, 1e999, and the last of two equal names."""
    found = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse, parse_float=_finite)
    level, depth = [found], 0
    while level:
        if depth > MOST_DEEP:
            raise ValueError(f"> {MOST_DEEP} levels")
        inner = (part.values() if isinstance(part, dict) else part for part in level if isinstance(part, dict | list))
        level, depth = [value for values in inner for value in values], depth + 1
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name that is there twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(number[:20])
    return value


def _reason(error: Exception) -> str:
    """One line of what a terminal can show."""
    return ascii(f"{type(error).__name__} {error}"[:120])[1:-1]


def _traces(folder: Path) -> dict[str, str]:
    """Those that can be read; whether they are traces, the judge finds out."""
    files = [file for file in sorted(folder.glob(TRACES))[:20] if file.is_file() and file.stat().st_size <= MOST_BYTES]
    return {file.name: file.read_text(encoding="utf-8", errors="replace") for file in files}
