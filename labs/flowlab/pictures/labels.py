"""Labels beside the lines they belong to, pushed apart until each can be read."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import mean

from matplotlib.axes import Axes

from flowlab.pictures.style import INK, MUTED

LINE = 18  # CSS pixels that a line of text takes


@dataclass(frozen=True)
class End:
    """Where a line ends (in data) and what to call it."""

    x: float
    y: float
    text: str


def end_labels(axes: Axes, ends: list[End], height: float = 280) -> None:
    """Labels at the right of the axes, at least `height` CSS pixels high, once their limits are what they will be.

    Each leader is thin, solid and grey: no line goes on like that.
    """
    wanted = [axes.transAxes.inverted().transform(axes.transData.transform((end.x, end.y)))[1] for end in ends]
    for end, place in zip(ends, spread(wanted, LINE / height), strict=True):
        axes.annotate(
            end.text, (end.x, end.y), (1.03, place), textcoords="axes fraction", ha="left", va="center",
            fontsize=10, color=INK, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 0.7, "relpos": (0, 0.5), "shrinkA": 3, "shrinkB": 5},
        )  # fmt: skip


def spread(wanted: list[float], gap: float) -> list[float]:
    """Places between 0 and 1, in the wanted order and near the wanted ones, at least `gap` apart if there is room."""
    gap = min(gap, 1 / max(len(wanted) - 1, 1))
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    blocks: list[list[float]] = []  # of neighbours that touch: where each would like the lowest of all to be
    for rank, index in enumerate(order):
        blocks.append([wanted[index] - rank * gap])
        while len(blocks) > 1 and mean(blocks[-2]) >= mean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    highest = 1 - (len(wanted) - 1) * gap
    lowest = [min(max(mean(block), 0.0), highest) for block in blocks for _ in block]
    return [low + rank * gap for _, rank, low in sorted(zip(order, range(len(order)), lowest, strict=True))]


def last_seen(axes: Axes, xs: Iterable[float], ys: Iterable[float]) -> tuple[float, float]:
    """Where a line ends, or leaves the axes at the top; a line that cannot be drawn ends in their middle."""
    low, high = axes.get_ylim()
    middle = math.sqrt(low * high)  # of a log scale
    points = [(x, min(y, high)) for x, y in zip(xs, ys, strict=False) if not math.isnan(y)]
    if not points:
        return axes.get_xlim()[1], middle
    over = next((point for point in points if point[1] == high), None)
    return over or points[-1]
