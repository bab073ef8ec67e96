"""The exercises at the end of each lab: what a copy has to do in place of what its lab asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from judge.labs.cost import COST
from judge.labs.operators import OPERATORS
from judge.labs.rates import RATES
from judge.labs.step import INFERENCE, TRAINING
from judge.oracle import matrix
from judge.specs import Spec
from judge.table import cures, told
from judge.values import folded, short
from judge.verdict import Judged
from judge.words import CLAIMS, Language, pick, say
from judge.words import EXERCISES as SHOWS


@dataclass(frozen=True)
class Exercise:
    """Its lab, what it asks for, and the claims that are its point: those are praised."""

    lab: str
    spec: Spec
    points: tuple[str, ...]


NAMED = 3  # things that are not right yet: the others often follow from them
STEP, ANSWER, RACE, CURVES, HOOD = (
    "01_training_flow", "02_inference_flow", "03_training_vs_inference", "04_learning_rate", "05_under_the_hood",
)  # fmt: skip
OTHER_X = matrix([[3, 2, 1]])
WITH_MOMENTUM = replace(OPERATORS.step, momentum=0.9)


def _rates(index: int, lr: str) -> tuple[Fraction, ...]:
    """The lab's learning rates with one of them replaced."""
    return (*RATES.rates[:index], Fraction(lr), *RATES.rates[index + 1 :])


EXERCISES: Mapping[str, Exercise] = {
    "1.1": Exercise(STEP, replace(TRAINING, stepped=False), ("step runs", "weight.grad", "weight changed")),
    "1.2": Exercise(STEP, replace(TRAINING, lr=Fraction(1, 30)), ("input lr", "pred after", "loss after")),
    "1.3": Exercise(STEP, replace(TRAINING, x=OTHER_X), ("input x", "pred", "loss", "weight.grad", "bias.grad")),
    "2.1": Exercise(ANSWER, replace(INFERENCE, tracked=True), ("pred.requires_grad", "weight changed", "bias changed")),
    "2.2": Exercise(ANSWER, replace(INFERENCE, train_mode=True), ("mode", "pred")),
    "2.3": Exercise(ANSWER, replace(INFERENCE, x=OTHER_X), ("input x", "pred", "weight changed")),
    "3.1": Exercise(RACE, replace(COST, layers=1), ("layers", "flop ratio")),
    "3.2": Exercise(RACE, replace(COST, learning=1), ("layers that learn", "flop ratio")),
    "3.3": Exercise(RACE, replace(COST, against_itself=True), ("what was timed", "ratio", "interval", "finding")),
    "4.1": Exercise(CURVES, replace(RATES, rates=_rates(0, "0.05")), ("rates", "steps made", "curves")),
    "4.2": Exercise(CURVES, replace(RATES, rates=_rates(3, "0.07")), ("rates", "steps made", "curves")),
    "4.3": Exercise(CURVES, replace(RATES, net_lr=0.3, learns=False), ("network's lr", "learned")),
    "5.1": Exercise(HOOD, replace(OPERATORS, tracked=True), ("answer.requires_grad", "inference profile")),
    "5.2": Exercise(HOOD, replace(OPERATORS, samples=1000), ("inference shapes", "inference profile")),
    "5.3": Exercise(
        HOOD, replace(OPERATORS, step=replace(OPERATORS.step, momentum=0.9)), ("optimizer", "weight after")
    ),
}


def lines(number: str, judged: Judged, language: Language) -> Iterator[str]:
    """What a learner reads: done, or not yet; then what is right of the exercise's point, and what is not."""
    done, points = judged.reason is None, EXERCISES[number].points
    yield say(
        "exercise-done" if done else "exercise-open", language, number=number, shows=pick(SHOWS[number], language)
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
