"""One thing that must be true of a lab's run, and what all labs' claims are made with. Pure: no I/O."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

# Relative to max(1, |expected|): sixteen float32 roundings of a number near 1.
TOLERANCE = 2e-6

Facts = dict[str, Any]


@dataclass(frozen=True)
class Claim:
    """One thing that was expected and what was found; `id` is the reason when it does not hold."""

    id: str
    expected: Any
    measured: Any
    holds: bool
    tolerance: float | None = None


def equal(name: str, expected: Any, measured: Any) -> Claim:
    """The claim that the two are the same, and of the same kind (1 is not True)."""
    return Claim(name, expected, measured, type(expected) is type(measured) and expected == measured)


def number(name: str, expected: Any, measured: Any, tolerance: float = TOLERANCE) -> Claim:
    """The claim that numbers (nested alike) agree within `tolerance`."""
    return Claim(name, floats(expected), measured, near(expected, measured, tolerance), tolerance)


def near(expected: Any, measured: Any, tolerance: float = TOLERANCE) -> bool:
    """Whether numbers (nested alike) agree; NaN, infinities, other shapes and other kinds never do."""
    if isinstance(expected, list | tuple):
        if not isinstance(measured, list | tuple) or len(measured) != len(expected):
            return False
        return all(near(e, m, tolerance) for e, m in zip(expected, measured, strict=True))
    if not (is_number(expected) and is_number(measured)) or not math.isfinite(measured):
        return False
    return bool(abs(measured - float(expected)) <= tolerance * max(1.0, abs(float(expected))))


def is_number(value: Any) -> bool:
    """Whether it is a number; True and False are none."""
    return isinstance(value, int | float | Fraction) and not isinstance(value, bool)


def floats(value: Any) -> Any:
    """Fractions as floats, nested alike."""
    if isinstance(value, list | tuple):
        return [floats(v) for v in value]
    return float(value) if isinstance(value, Fraction) else value


def device_kinds(tensors: Iterable[Any]) -> list[str]:
    """On which kinds of device these tensors lie ("?": not a tensor)."""
    places = {str(tensor.get("device", "?")) if isinstance(tensor, dict) else "?" for tensor in tensors}
    return sorted({place.split(":")[0] for place in places})


def of(objects: Facts, *path: str) -> Any:
    """The fact at `path`, or None where the way breaks off."""
    found: Any = objects
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def last(kind: Any) -> str:
    """The last part of a dotted name."""
    return str(kind).rsplit(".", 1)[-1]
