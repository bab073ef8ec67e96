"""The network of lab 04: what it answers, by its own numbers, and whether it learned."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from judge.claim import Claim, Facts, equal, last, number, of

FEWEST_EPOCHS, FEWEST_TESTS = 100, 20
LEARNED = 0.25  # of the error of always answering the mean: below this, it learned
CLOSE = 1e-4  # absolute and relative: float32 sums over a batch against sums in double precision

BENDS: dict[str, Callable[[float], float]] = {
    "Tanh": math.tanh,
    "ReLU": lambda v: max(v, 0.0),
    "Sigmoid": lambda v: (1 + math.tanh(v / 2)) / 2,
}


def network_claims(objects: Facts, seen: Facts, *, learns: bool, lr: float | None) -> Iterator[Claim]:
    """That it was trained, on other data than it is judged by, and that it learned (or, where asked, did not)."""
    strange = sorted({last(layer["kind"]) for layer in _layers(objects)} - {"Linear", *BENDS})
    yield equal("network", [], strange)
    yield _held_out(objects, seen["taught"])
    first = of(_layers(objects)[0], "weight", "id") if _layers(objects) else None
    own = [update for update in seen["updates"] if first in update[2]]
    epochs = sum(update[3] for update in own)
    yield Claim("epochs", f"{FEWEST_EPOCHS} or more", epochs, epochs >= FEWEST_EPOCHS)
    if lr is not None:
        yield number("network's lr", lr, own[0][1])
    curves = [of(objects, name, "data") or [] for name in ("losses", "held_out")]
    from_run = all(len(curve) == epochs and _in_order(curve, seen["losses"]) for curve in curves)
    yield equal("losses from the run", True, from_run)
    error, baseline = _error(objects), _baseline(objects)
    yield _same("held-out error", error, curves[1][-1])
    yield _same("baseline", baseline, of(objects, "baseline", "data"))
    yield equal("learned", learns, error < LEARNED * baseline)


def _held_out(objects: Facts, taught: list[float]) -> Claim:
    """That enough was held out, and that the loss was never walked back from any of it, whatever it was called."""
    shown, asked = (set(_column(objects, f"x_{part}")) for part in ("train", "test"))
    shared = len(shown & asked) + len(set(taught) & set(_column(objects, "y_test")))
    holds = len(asked) >= FEWEST_TESTS and not shared
    return Claim("held out", f"{FEWEST_TESTS} or more, 0 of them shown", [len(asked), shared], holds)


def _same(name: str, computed: float, said: Any) -> Claim:
    """That the lab's number is the judge's; where the judge's is none any more, neither is the lab's."""
    if math.isfinite(computed):
        return number(name, computed, said, CLOSE)
    return Claim(name, "nan, inf", said, said in ("nan", "inf"))


def network_tensors(objects: Facts) -> list[Facts | None]:
    """Its parameters and data."""
    layers = [layer for layer in _layers(objects) if "weight" in layer] or [{}]
    parameters = [of(layer, name) for layer in layers for name in ("weight", "bias")]
    return [*parameters, *(objects.get(name) for name in ("x_train", "y_train", "x_test", "y_test"))]


def answer(layers: list[Facts], x: float) -> float:
    """What these layers make of one number; NaN where a layer is of a kind that the judge cannot compute."""
    values = [x]
    for layer in layers:
        kind = last(layer.get("kind"))
        if kind == "Linear":
            rows, biases = layer["weight"]["values"], layer["bias"]["values"]
            values = [sum(map(_product, row, values), float(b)) for row, b in zip(rows, biases, strict=True)]
        elif kind in BENDS:
            values = [BENDS[kind](v) for v in values]
        else:
            return math.nan
    return values[0]


def _product(weight: Any, value: float) -> float:
    return float(weight) * value  # "nan" and "inf" are what JSON could not hold


def _error(objects: Facts) -> float:
    layers = _layers(objects)
    pairs = list(zip(_column(objects, "x_test"), _column(objects, "y_test"), strict=False))
    return sum((answer(layers, x) - y) ** 2 for x, y in pairs) / len(pairs) if pairs else math.nan


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


def _layers(objects: Facts) -> list[Facts]:
    found = of(objects, "net", "layers")
    return [layer for layer in found if isinstance(layer, dict)] if isinstance(found, list) else []


def _in_order(part: list[Any], whole: list[Any]) -> bool:
    """Whether `whole` holds the values of `part` in their order, whatever lies between."""
    rest = iter(whole)
    return all(value in rest for value in part)
