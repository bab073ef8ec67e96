"""Boxes and arrows on a sheet that is measured in CSS pixels, with its origin at the lower left."""

import math
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from flowlab.pictures.style import CSS_DPI, FAINT, INK, MUTED, PAPER, WIDTH, canvas

ROW = 21  # from one line of a box to the next


@dataclass(frozen=True)
class Ink:
    """How a part of the diagram is drawn: what happens, or what is left out."""

    line: str
    text: str = INK
    fill: str = PAPER
    style: str = "-"
    width: float = 1.6


LEFT_OUT = Ink(line=FAINT, text="#767676", style=(0, (4, 3)), width=1.2)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Box:
    x: float  # of the left edge
    y: float  # of the lower edge
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def left(self) -> tuple[float, float]:
        return self.x, self.middle[1]

    @property
    def right(self) -> tuple[float, float]:
        return self.x + self.width, self.middle[1]

    @property
    def top(self) -> tuple[float, float]:
        return self.middle[0], self.y + self.height

    @property
    def bottom(self) -> tuple[float, float]:
        return self.middle[0], self.y


def sheet(height: float) -> Axes:
    figure = canvas(height / CSS_DPI)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH * CSS_DPI), ylim=(0, height))
    axes.axis("off")
    return axes


def frame(axes: Axes, box: Box, title: str, ink: Ink) -> None:
    """The box itself, with its title inside, at the top."""
    axes.add_patch(
        FancyBboxPatch(
            (box.x, box.y), box.width, box.height, boxstyle="round,pad=0,rounding_size=7",
            facecolor=ink.fill, edgecolor=ink.line, linestyle=ink.style, linewidth=ink.width,
        )
    )  # fmt: skip
    x, y = box.top
    axes.text(x, y - 9, title, ha="center", va="top", fontsize=9.5, color=ink.text if ink is LEFT_OUT else MUTED)


def table(axes: Axes, box: Box, title: str, rows: list[tuple[str, str]], ink: Ink) -> None:
    """A box with one line a number: its name at the left, its value at the right."""
    frame(axes, box, title, ink)
    for place, (name, value) in enumerate(rows):
        y = box.y + box.height - 42 - place * ROW
        axes.text(box.x + 14, y, name, ha="left", va="center", color=ink.text)
        axes.text(box.x + box.width - 14, y, value, ha="right", va="center", color=ink.text)


def single(axes: Axes, box: Box, title: str, value: str, ink: Ink) -> None:
    """A box with one number, large."""
    frame(axes, box, title, ink)
    axes.text(
        box.middle[0], box.y + (box.height - 22) / 2, value, ha="center", va="center", fontsize=15, color=ink.text
    )


def arrow(axes: Axes, points: list[tuple[float, float]], label: str, ink: Ink) -> None:
    """Through these points, square corners included; the label stands above the last stretch."""
    axes.add_patch(
        FancyArrowPatch(
            path=_path(points), arrowstyle="-|>", mutation_scale=14,
            color=ink.line, linestyle=ink.style, linewidth=ink.width + 0.4, joinstyle="round",
        )
    )  # fmt: skip
    (x0, y0), (x1, y1) = points[-2:]
    axes.text((x0 + x1) / 2, max(y0, y1) + 6, label, ha="center", va="bottom", fontsize=10, color=ink.text)


def _path(points: list[tuple[float, float]]) -> Path:
    """The arrow starts and ends a little before the boxes that it joins."""
    first, last = _nearer(points[0], points[1]), _nearer(points[-1], points[-2])
    return Path([first, *points[1:-1], last])


def _nearer(end: tuple[float, float], neighbour: tuple[float, float], gap: float = 4) -> tuple[float, float]:
    length = math.dist(end, neighbour)
    return end[0] + (neighbour[0] - end[0]) * gap / length, end[1] + (neighbour[1] - end[1]) * gap / length
