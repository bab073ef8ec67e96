"""The network of lab 04: what it answers, by its own numbers, and whether it learned."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from judge.claim import Claim, Facts, equal, number, of

FEWEST_EPOCHS, FEWEST_TESTS = 100, 20
LEARNED = 0.25  # of the error of always answering the mean: below this, it learned
CLOSE = 1e-4  # absolute and relative: float32 sums over a batch against sums in double precision

BENDS: dict[str, Callable[[float], float]] = {"Tanh": math.tanh, "ReLU": lambda v: max(v, 0.0)}


def network_claims(objects: Facts, seen: Facts, *, learns: bool, lr: float | None) -> Iterator[Claim]:
    """That it was trained, on other data than it is judged by, and that it learned (or, where asked, did not)."""
    train, test = (_column(objects, f"x_{part}") for part in ("train", "test"))
    shared = len(set(train) & set(test))
    yield Claim(
        "held out",
        f"{FEWEST_TESTS} or more, 0 of them shown",
        [len(test), shared],
        len(test) >= FEWEST_TESTS and not shared,
    )
    own = [update for update in seen["updates"] if update[2] == of(_first_layer(objects), "weight", "id")]
    epochs = sum(update[3] for update in own)
    yield Claim("epochs", f"{FEWEST_EPOCHS} or more", epochs, epochs >= FEWEST_EPOCHS)
    if lr is not None:
        yield number("network's lr", lr, own[0][1] if own else None)
    losses = of(objects, "losses", "data") or []
    yield equal("losses from the run", True, len(losses) == epochs and _in_order(losses, seen["losses"]))
    error, baseline = _error(objects), _baseline(objects)
    said = (of(objects, "held_out", "data") or [None])[-1]
    yield (
        number("held-out error", error, said, CLOSE)
        if math.isfinite(error)
        else Claim("held-out error", "no number", said, said in ("nan", "inf"))
    )
    yield number("baseline", baseline, of(objects, "baseline", "data"), CLOSE)
    learned = error < LEARNED * baseline
    yield Claim("learned", learns, f"{learned}: {error:.4f} against {baseline:.4f}", learned is learns)


def network_tensors(objects: Facts) -> list[Facts | None]:
    """Its parameters and data."""
    layers = [layer for layer in of(objects, "net", "layers") or [None] if layer is None or "weight" in layer]
    parameters = [of(layer or {}, name) for layer in layers for name in ("weight", "bias")]
    return [*parameters, *(objects.get(name) for name in ("x_train", "y_train", "x_test", "y_test"))]


def answer(layers: list[Facts], x: float) -> float:
    """What these layers make of one number; NaN where a layer is of a kind that the judge cannot compute."""
    values = [x]
    for layer in layers:
        kind = str(layer.get("kind")).rsplit(".", 1)[-1]
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
    layers = of(objects, "net", "layers") or []
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


def _first_layer(objects: Facts) -> Facts:
    first: Facts = (of(objects, "net", "layers") or [{}])[0]
    return first


def _in_order(part: list[Any], whole: list[Any]) -> bool:
    """Whether `whole` holds the values of `part` in their order, whatever lies between."""
    rest = iter(whole)
    return all(value in rest for value in part)
