"""What a learner reads of an exercise: done, or not yet, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from judge.specs import CLAIMS, EXERCISES
from judge.table import cures, told
from judge.values import folded, short
from judge.verdict import Judged
from judge.words import Language, pick, say

NAMED = 3  # things that are not right yet: the others often follow from them


def lines(number: str, judged: Judged, language: Language) -> Iterator[str]:
    """What a learner reads: done, or not yet; then what is right of the exercise's point, and what is not."""
    done, points = judged.reason is None, EXERCISES[number].points
    yield say(
        "exercise-done" if done else "exercise-open",
        language,
        number=number,
        shows=pick(EXERCISES[number].shows, language),
    )
    holding = {claim.id: claim for claim in judged.claims if claim.holds}
    # What holds of any copy is no praise: it counts once the exercise's own change is there.
    praised = points if points[0] in holding else ("ran",)
    for claim in (holding[name] for name in praised if name in holding):
        key = "exercise-right" if _readable(claim.measured) else "exercise-holds"
        yield say(
            key, language, claim=pick(CLAIMS[claim.id], language), measured=short(_rounded(claim.measured), language)
        )
    wrong = sorted((c for c in judged.claims if not c.holds), key=lambda claim: claim.id not in points)
    for claim in wrong[:NAMED]:
        yield from folded(f"  ✗ {told(judged, claim, language)}", "    ")
    yield from (line for cure in cures(judged, language) for line in folded(f"  → {cure}", "    "))
    if not done:
        yield say("exercise-again", language, number=number)


def _rounded(value: Any) -> Any:
    """To four digits, as the labs print them."""
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    return round(value, 4) if isinstance(value, float) else value


def _readable(value: Any) -> bool:
    """Whether it says something to a learner: yes, no, a number, or numbers in a row or two."""
    rows = value if isinstance(value, list) else [value]
    flat = [v for row in rows for v in (row if isinstance(row, list) else [row])]
    kinds = (int, float) if isinstance(value, list) else (int, float, bool)
    return bool(flat) and all(type(v) in kinds for v in flat)
