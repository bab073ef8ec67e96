"""An exercise at the end of a lab: what a copy has to do in place of what its lab asks for."""

from __future__ import annotations

from dataclasses import dataclass

from judge.spec import Spec
from judge.words import Both


@dataclass(frozen=True)
class Exercise:
    """What it asks for, the claims that are its point (those are praised), and what it shows, once done."""

    spec: Spec
    points: tuple[str, ...]
    shows: Both
    lab: str = ""  # its lab's name, which specs.py knows
