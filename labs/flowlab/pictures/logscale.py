"""A logarithmic axis for losses that may be anything: 0, nan, infinite."""

import math
from collections.abc import Iterable

from matplotlib.axes import Axes

from flowlab.pictures.style import MUTED, quiet_grid
from flowlab.pictures.values import power, short

FLOOR = 1e-8  # what is below is shown here and called practically 0
CEILING = 1e16  # what is above has left the picture
ABOVE = CEILING * 1e3


def on_scale(values: Iterable[float]) -> list[float]:
    """Each value where the axis can show it: the floor for what is practically 0, nan for what is no loss."""
    return [
        math.nan if math.isnan(value) or value < 0 else ABOVE if value > CEILING else max(value, FLOOR)
        for value in values
    ]


def loss_axis(axes: Axes, values: Iterable[float], zero: str) -> None:
    """A y axis for these losses; a dotted line that is labelled `zero` marks the floor where one lies on it."""
    seen = [value for value in on_scale(values) if value <= CEILING] or [1.0]
    low, high = min(seen), max(seen)
    while high / low < 30:  # a flat line, too, needs something to be read against
        low, high = low / 2, high * 2
    axes.set_yscale("log")
    axes.set_ylim(low / 2, high * 2)
    ticks = log_ticks(max(low / 2, FLOOR * 2) if low <= FLOOR else low / 2, high * 2)
    names = [tick_name(tick) for tick in ticks]
    if low <= FLOOR:
        ticks, names = [FLOOR, *ticks[ticks[0] < FLOOR * 10 :]], [zero, *names[ticks[0] < FLOOR * 10 :]]
        axes.axhline(FLOOR, color=MUTED, linewidth=1, linestyle=":")
    axes.set_yticks(ticks, names)
    axes.set_yticks([], minor=True)
    quiet_grid(axes)


def log_ticks(low: float, high: float, most: int = 7) -> list[float]:
    """Round values between the two: powers of ten, every second or third of them if there are too many."""
    first, last = math.ceil(math.log10(low)), math.floor(math.log10(high))
    step = max(1, math.ceil((last - first + 1) / most))
    ticks = [10.0**exponent for exponent in range(first, last + 1) if exponent % step == 0]
    if len(ticks) > 2:
        return ticks
    finer = [digit * 10.0**exponent for exponent in range(first - 1, last + 1) for digit in (1, 2, 5)]
    return [tick for tick in finer if low <= tick <= high]


def tick_name(tick: float) -> str:
    """0.01 and 100 as they are; 10⁻⁶ and 10⁶ as powers."""
    exponent = math.log10(tick)
    return short(tick) if abs(exponent) < 3.9 else power(round(exponent))
