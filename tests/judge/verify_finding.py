"""One thing that was found out about somebody else's record, and when two values are alike. Pure: no I/O."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from judge.claim import is_number

Kind = Literal["same", "differs", "untold", "claimed"]
# Python's tanh comes from the C library, whose last bit differs from machine to machine.
LAST_BITS = 1e-12


@dataclass(frozen=True)
class Finding:
    """What was looked at (`what`: a key of WHAT in verify_words.py; `name`: of which claim), and both values."""

    kind: Kind
    where: str  # the notebook; nothing for the record as a whole
    what: str
    name: str = ""
    said: Any = None
    now: Any = None


def compared(where: str, what: str, said: Any, now: Any, name: str = "") -> Finding:
    """Whether the record says what its facts say."""
    now = plain(now)
    return Finding("same" if alike(said, now) else "differs", where, what, name, said, now)


def plain(value: Any) -> Any:
    """As JSON brings it back, and with JSON's want of NaN, as the record is written."""
    return json.loads(json.dumps(value), parse_constant=str)


def alike(one: Any, other: Any) -> bool:
    """Whether two values of JSON are the same, numbers but for their last bits; 1 is not True."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= LAST_BITS * max(1.0, abs(other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(value, other[key]) for key, value in one.items())
    return (
        is_number(one) == is_number(other) and bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
    )
