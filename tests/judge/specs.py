"""What each lab has to use and do; everything else is computed from these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from judge.claim import Claim, Facts
from judge.labs.cost import COST
from judge.labs.operators import OPERATORS
from judge.labs.rates import RATES
from judge.labs.step import INFERENCE, TRAINING
from judge.run_lab import Run


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


SPECS: Mapping[str, Spec] = {
    "01_training_flow": TRAINING,
    "02_inference_flow": INFERENCE,
    "03_training_vs_inference": COST,
    "04_learning_rate": RATES,
    "05_under_the_hood": OPERATORS,
}
