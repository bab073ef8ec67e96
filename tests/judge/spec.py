"""What the judge asks of every lab's spec, and of an exercise at the end of a lab."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from judge.claim import Claim, Facts
from judge.run_lab import Run
from judge.words import Both


class Spec(Protocol):
    """What the judge asks of every kind of lab."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which the lab holds its live objects."""

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases in which GPU kernels must be seen."""

    @property
    def results(self) -> tuple[str, ...]:
        """The claims about what the lab's device computed."""

    def places(self, objects: Facts) -> list[str]:
        """On which kinds of device the lab's parameters, inputs and prediction lie."""

    def on_cpu(self, facts: Facts) -> Facts:
        """The same results as a CPU computes them, under the names of the claims."""

    def claims(self, run: Run) -> Iterator[Claim]:
        """Every claim about a run that came to its end."""


@dataclass(frozen=True)
class Exercise:
    """What a copy has to do in place of what its lab asks for, the claims that are its point, what it then shows."""

    spec: Spec
    points: tuple[str, ...]  # those are praised
    shows: Both
    lab: str = ""  # its lab's name, which specs.py knows
