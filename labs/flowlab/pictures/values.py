"""Numbers on their way into a picture: out of tensors, and into a few characters."""

import math
from typing import Any

import torch

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def numbers(values: Any) -> list[float]:
    """Every number in a tensor (on any device, with or without history), a sequence or a scalar; None has none."""
    if values is None:
        return []
    if isinstance(values, torch.Tensor):
        return [float(v) for v in values.detach().cpu().double().flatten().tolist()]
    if hasattr(values, "__iter__"):
        return [number for value in values for number in numbers(value)]
    return [float(values)]


def short(number: float) -> str:
    """At most four decimals, and no more characters than a small box holds: 0.36, −1.2, 1.5×10⁹, nan."""
    number += 0.0  # no minus zero
    size = abs(number)
    if not math.isfinite(number):
        text = "nan" if math.isnan(number) else "−∞" if number < 0 else "∞"
    elif size and not 1e-4 <= size < 1e5:
        digits, exponent = f"{number:.1e}".split("e")
        text = f"{digits.removesuffix('.0')}×{power(int(exponent))}"
    else:
        decimals = 4 if size < 100 else 1
        text = f"{number:.{decimals}f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def power(exponent: int) -> str:
    return "10" + str(exponent).translate(SUPERSCRIPTS)


def indexed(name: str, index: int) -> str:
    return name + str(index).translate(SUBSCRIPTS)


def few(name: str, values: list[float], limit: int = 3) -> list[tuple[str, str]]:
    """One row a number, with its name; what is too much for a small box becomes an ellipsis."""
    rows = [(indexed(name, place), short(value)) for place, value in enumerate(values, 1)]
    return rows if len(rows) <= limit else [*rows[: limit - 1], ("…", "…")]


def usable(number: float) -> bool:
    """Whether an axis can hold it: finite, and far enough from the largest float to leave room for a margin."""
    return math.isfinite(number) and abs(number) < 1e300


def bar(length: float) -> float:
    """Of one side of an interval's bar: none where it is unknown, and never the wrong way."""
    return max(length, 0.0) if usable(length) else 0.0


def said(value: Any) -> str:
    """A row's value in a picture's words."""
    return short(round(float(value), 2)) if isinstance(value, int | float) else str(value)


def scaled(number: float, units: list[tuple[float, str]]) -> str:
    """Three digits and the largest unit that fits; a dash for what is no quantity."""
    if not math.isfinite(number) or number < 0:
        return "—"
    size, unit = next(((size, unit) for size, unit in reversed(units) if number >= size), units[0])
    value = number / size
    decimals = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{short(round(value, decimals))} {unit}".rstrip()


def duration(seconds: float) -> str:
    return scaled(seconds, [(1e-6, "µs"), (1e-3, "ms"), (1, "s")])


def memory(size: float) -> str:
    return scaled(size, [(1, "B"), (1024, "KiB"), (1024**2, "MiB"), (1024**3, "GiB")])


def operations(count: float) -> str:
    return scaled(count, [(1, ""), (1e3, "k"), (1e6, "M"), (1e9, "G"), (1e12, "T")])


def middle_cut(name: str, most: int) -> str:
    """A long name without its middle: both ends say what it is."""
    tail = (most - 1) // 2
    return name if len(name) <= most else f"{name[: most - 1 - tail]}…{name[-tail:]}"
