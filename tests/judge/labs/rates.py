"""Lab 04: four learning rates against the oracle, and a network that must have learned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

from judge.claim import Claim, Facts, device_kinds, equal, floats, is_number, number, of
from judge.labs.network import in_order, network_claims, network_tensors
from judge.labs.step import BIAS, WEIGHT, X, Y
from judge.labs.step_inputs import loss_function
from judge.oracle import train_step
from judge.printed import head, prints
from judge.replay import answers
from judge.run_lab import Run

STEPS = 20
ERROR = Fraction("0.6")  # of the page's model before it learns, without its sign
ADDED_UP = 1e-5  # of twenty steps in float32, in whatever order a device adds
SAME = 1e-9  # relative: numbers that the lab computed in double precision


@dataclass(frozen=True)
class RatesSpec:
    """The learning rates to compare, and whether the network must have learned, or must not."""

    rates: tuple[Fraction, ...] = (Fraction("0.01"), Fraction(1, 30), Fraction(1, 15), Fraction("0.1"))
    learns: bool = True
    net_lr: float | None = None  # None: whichever

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which the lab holds its live objects."""
        curves = ("device", "model", "x", "y_true", "loss_fn", "rates", "predicted", "curves")
        return (*curves, "net", "x_train", "y_train", "x_test", "y_test", "losses", "held_out", "baseline")

    @property
    def phases(self) -> tuple[str, ...]:
        """Those in which GPU kernels must be seen."""
        return ("forward", "backward", "update")

    @property
    def results(self) -> tuple[str, ...]:
        """The claims about what the lab's device computed."""
        return ("curves",)

    def places(self, objects: Facts) -> list[str]:
        """On which kinds of device parameters, inputs and right answers lie."""
        tensors = [
            of(objects, "model", "weight"),
            of(objects, "model", "bias"),
            objects.get("x"),
            objects.get("y_true"),
        ]
        return device_kinds([*tensors, *network_tensors(objects)])

    def on_cpu(self, _facts: Facts) -> Facts:
        """The same curves, in float32 on the CPU."""
        return {"curves": [[e for _, e in answers(WEIGHT, BIAS, X, Y, lr, STEPS)] for lr in self.rates]}

    def claims(self, run: Run) -> Iterator[Claim]:
        """Every claim; `run` came to its end."""
        assert run.facts
        objects, seen = run.facts["objects"], run.facts["watched"]
        yield number("input x", X, of(objects, "x", "values"))
        yield number("input y", Y, of(objects, "y_true", "values"))
        yield number("rates", list(self.rates), of(objects, "rates", "data"), SAME)
        said = str(of(objects, "device", "text")).split(":")[0]
        yield equal("device", [said], self.places(objects))
        yield loss_function(objects)
        yield self._steps([[kind, lr, count] for kind, lr, _, count in seen["updates"]])
        yield from self._curves(objects, [loss for loss, _ in seen["losses"]])
        yield from network_claims(objects, run.facts, learns=self.learns, lr=self.net_lr)
        yield self._prints(run, objects)

    def _steps(self, made: list[list[Any]]) -> Claim:
        """That somewhere in the run each rate made its steps, one rate after the other."""
        wanted = [["SGD", float(lr), STEPS] for lr in self.rates]
        stretches = [made[i : i + len(wanted)] for i in range(max(1, len(made) - len(wanted) + 1))]
        right = [s for s in stretches if len(s) == len(wanted) and all(map(_same_steps, wanted, s))]
        return Claim("steps made", wanted, (right or stretches)[0], bool(right))

    def _curves(self, objects: Facts, losses: list[float]) -> Iterator[Claim]:
        named = [[key for key, _ in of(objects, name, "data") or []] for name in ("curves", "predicted")]
        yield number("curves' rates", [list(self.rates)] * 2, named, SAME)
        curves = [curve for _, curve in of(objects, "curves", "data") or []]
        strangers = sum(not in_order(curve, losses) for curve in curves)
        yield equal("curves from the run", 0, strangers)
        predicted = [curve for _, curve in of(objects, "predicted", "data") or []]
        exact = [_errors(lr) for lr in self.rates]
        yield number("predicted", [[e * e for e in errors] for errors in exact], predicted, SAME)
        measured = [[sqrt(v) if is_number(v) and v >= 0 else v for v in curve] for curve in curves]
        yield number("curves", exact, measured, ADDED_UP)

    def _prints(self, run: Run, objects: Facts) -> Claim:
        lines = head(run)
        lines += [f"factor at lr {float(lr):.4f} = {1 - 30 * float(lr):.4f}" for lr in self.rates]
        for lr, curve in zip(self.rates, (curve for _, curve in of(objects, "curves", "data")), strict=True):
            lines.append(f"loss at lr {float(lr):.4f} = {curve[1]:.4g} after 1 step, {curve[STEPS]:.4g} after {STEPS}")
        lines.append(f"held-out error = {float(of(objects, 'held_out', 'data')[-1]):.4f}")
        lines.append(f"error of the mean = {float(of(objects, 'baseline', 'data')):.4f}")
        return prints(lines, run.printed)


def _errors(lr: Fraction) -> list[Fraction]:
    """|prediction − right answer| before each step and after the last, by the oracle."""
    weight, bias, found = WEIGHT, BIAS, []
    for _ in range(STEPS + 1):
        step = train_step(weight, bias, X, Y, lr)
        found.append(abs(step.pred[0][0] - Y[0][0]))
        weight, bias = step.weight_after, step.bias_after
    return found


def _same_steps(wanted: list[object], made: list[object]) -> bool:
    return wanted[::2] == made[::2] and number("lr", floats(wanted[1]), made[1], SAME).holds


RATES = RatesSpec()
