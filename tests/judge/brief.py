"""What a learner reads within the notebook (flowlab.check): what is right and what not yet, in a few lines. Pure."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from judge.exercise_lines import lines
from judge.table import summary, verdict_line
from judge.verdict import Judged, Verdict
from judge.words import Language, say

MOST = 6  # lines, the record's among them


def brief(labs: list[Judged], found: Verdict, exercise: str | None, language: Language, folder: Path) -> dict[str, Any]:
    """{"good": whether it is done, or passes; "lines"}."""
    good = labs[0].reason is None if exercise else found.labs == "PASS"
    told = lines(exercise, labs[0], language) if exercise else _of_lab(labs, found, language)
    if found.labs == "NOT RUN":
        told = iter((verdict_line(found, labs, language),))
    record = say("record", language, folder=os.path.relpath(folder))
    return {"good": good, "lines": [*list(_unfolded(told))[: MOST - 1], record]}


def _of_lab(labs: list[Judged], found: Verdict, language: Language) -> Iterator[str]:
    first, *broken = _unfolded(summary(labs, language))
    yield first
    yield verdict_line(found, labs, language)
    yield from broken


def _unfolded(told: Iterator[str]) -> Iterator[str]:
    """Lines as they were before they were folded and set in columns for a terminal: a page folds them itself."""
    whole = ""
    for line in told:
        if line.startswith("    "):
            whole += " " + line.strip()
            continue
        if whole:
            yield whole
        whole = re.sub(r"(?<=\S) {2,}", "  ", line)
    yield whole
