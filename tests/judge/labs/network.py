"""The network of lab 04: what it answers, whatever it is built of, and whether it learned."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from judge.claim import Claim, Facts, equal, is_number, number, of

FEWEST_EPOCHS, FEWEST_TESTS, FEWEST_FITS = 100, 20, 3
LEARNED = 0.25  # of the error of always answering the mean: below this, it learned
# What it learns from: a noisy sine, asked from end to end. Bounds leave room for any seed and split.
FEWEST_POINTS, ENDS, NOISE = 100, (-3.0, 3.0), (0.1, 0.2)
CLOSE = 1e-4  # absolute and relative: float32 sums over a batch against sums in double precision


def network_claims(objects: Facts, facts: Facts, *, learns: bool, lr: float | None) -> Iterator[Claim]:
    """That it was trained, on other data than it is judged by, and that it learned (or, where asked, did not)."""
    seen = facts["watched"]
    yield _data(objects)
    yield _held_out(objects, seen)
    ids = {of(parameter, "id") for parameter in _parameters(objects.get("net"))}
    own = [update for update in seen["updates"] if ids & set(update[2])]
    epochs = sum(update[3] for update in own)
    yield Claim("epochs", f"{FEWEST_EPOCHS} or more", epochs, epochs >= FEWEST_EPOCHS)
    if lr is not None:
        yield number("network's lr", lr, own[0][1])
    curves = [of(objects, name, "data") or [] for name in ("losses", "held_out")]
    said = [[loss for loss, of_test in seen["losses"] if of_test is test] for test in (False, True)]
    from_run = [FEWEST_EPOCHS <= len(c) <= epochs and in_order(c, s) for c, s in zip(curves, said, strict=True)]
    yield equal("points of both curves", len(curves[0]), len(curves[1]))
    yield equal("losses from the run", [True, True], from_run)
    yield from _fits(facts["fits"], epochs)
    error, baseline = _error(objects, facts["answers"]), _baseline(objects)
    yield _same("held-out error", error, curves[1][-1])
    yield _same("baseline", baseline, of(objects, "baseline", "data"))
    yield equal("learned", learns, error < LEARNED * baseline)


def _data(objects: Facts) -> Claim:
    """That all points together are the noisy sine that the text speaks of: how many, from where to where, how noisy."""
    xs, ys = ([*_column(objects, f"{name}_train"), *_column(objects, f"{name}_test")] for name in ("x", "y"))
    if not xs or len(xs) != len(ys):
        return Claim("data", "one y for each x", [len(xs), len(ys)], holds=False)
    noise = math.sqrt(sum((y - math.sin(x)) ** 2 for x, y in zip(xs, ys, strict=True)) / len(xs))
    ends = [round(min(xs), 3), round(max(xs), 3)]
    holds = len(xs) >= FEWEST_POINTS and ends == list(ENDS) and NOISE[0] < noise < NOISE[1]
    return Claim("data", [f"{FEWEST_POINTS} or more", list(ENDS), "0.15"], [len(xs), ends, round(noise, 3)], holds)


def _held_out(objects: Facts, seen: Facts) -> Claim:
    """That enough was held out, and that no loss was walked back from any of it, whatever it was called."""
    shown, asked = (set(_column(objects, f"x_{part}")) for part in ("train", "test"))
    shown |= set(seen["shown"])
    shared = len(shown & asked) + len(set(seen["taught"]) & set(_column(objects, "y_test")))
    holds = len(asked) >= FEWEST_TESTS and not shared
    return Claim("held out", f"{FEWEST_TESTS} or more, 0 of them shown", [len(asked), shared], holds)


def _fits(fits: list[list[Any]] | None, steps: int) -> Iterator[Claim]:
    """That each curve of the network's is its own answer, after as many steps as its epoch says, the last late."""
    if fits is not None:
        last = fits[-1][0] if len(fits) >= FEWEST_FITS and is_number(fits[-1][0]) else 0
        an_epoch = max(1, fits[-1][1] // last) if last and fits[-1][1] else 0
        holds = an_epoch > 0 and fits == [[e, an_epoch * e] for e, _ in fits] and 2 * fits[-1][1] > steps
        yield Claim("fits", f"{FEWEST_FITS} or more, each after its epoch", fits, holds)


def _same(name: str, computed: float, said: Any) -> Claim:
    """That the lab's number is the judge's; where the judge's is none any more, neither is the lab's."""
    if math.isfinite(computed):
        return number(name, computed, said, CLOSE)
    return Claim(name, "nan, inf", said, said in ("nan", "inf"))


def network_tensors(objects: Facts) -> list[Facts | None]:
    """Its parameters and data."""
    parameters: list[Facts | None] = [*_parameters(objects.get("net"))]
    return [*(parameters or [None]), *(objects.get(name) for name in ("x_train", "y_train", "x_test", "y_test"))]


def _parameters(module: Facts | None) -> list[Facts]:
    """Every parameter of a module, whatever it is built of."""
    if not isinstance(module, dict):
        return []
    parts = [parameter for layer in module.get("layers", []) for parameter in _parameters(layer)]
    own = [*module.get("parameters", []), module.get("weight"), module.get("bias")]
    return [*parts, *(parameter for parameter in own if isinstance(parameter, dict))]


def _error(objects: Facts, answers: list[float] | None) -> float:
    """The mean squared error of what it answers; `answers` are its own, in double precision on the CPU."""
    pairs = list(zip(answers or [], _column(objects, "y_test"), strict=False))
    # "nan" and "inf" are what JSON could not hold
    return sum((float(said) - y) ** 2 for said, y in pairs) / len(pairs) if pairs else math.nan


def _baseline(objects: Facts) -> float:
    """The error of always answering the mean of what was shown."""
    shown, asked = _column(objects, "y_train"), _column(objects, "y_test")
    if not shown or not asked:
        return math.nan
    mean = sum(shown) / len(shown)
    return sum((mean - y) ** 2 for y in asked) / len(asked)


def _column(objects: Facts, name: str) -> list[float]:
    values = of(objects, name, "values")
    return (
        [row[0] for row in values] if isinstance(values, list) and all(isinstance(row, list) for row in values) else []
    )


def in_order(part: list[Any], whole: list[Any]) -> bool:
    """Whether `whole` holds the values of `part` in their order, whatever lies between."""
    rest = iter(whole)
    return all(value in rest for value in part)
