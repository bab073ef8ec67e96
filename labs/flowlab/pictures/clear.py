"""Labels beside their points, each where it hides least: no line, no marker, no other label."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from flowlab.pictures.style import CSS_DPI, only_known_letters

MARKER = 6  # CSS pixels from a marker's middle to its edge, and a little
CLEARLY = 8  # CSS pixels, beyond twice the distance from its own line, that a label keeps from every other line
GAPS = (4, 10, 18, 28, 40)  # CSS pixels between a point and its label, the nearest first
Place = tuple[Bbox, tuple[float, float], tuple[float, float]]  # a label's box, its offset, its point (in data)


@dataclass(frozen=True)
class Beside:
    """What to write beside a point (in data), and whether rather above it or below.

    With a `line`, it stays nearer to that one than to any other; `also` has more points of it that would do.
    """

    x: float
    y: float
    text: str
    colour: str
    above: bool
    line: Line2D | None = None
    also: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Taken:
    """What is there already, in CSS pixels."""

    room: Bbox
    lines: list[Path]
    boxes: list[Bbox]

    def hidden_by(self, box: Bbox) -> int:
        beyond = not (self.room.contains(*box.min) and self.room.contains(*box.max))
        crossed = sum(line.intersects_bbox(box, filled=False) for line in self.lines)
        return 100 * beyond + crossed + sum(box.overlaps(other) for other in self.boxes)

    def strays(self, box: Bbox, own: Path | None) -> bool:
        """Whether it would be read as the label of another line."""
        if own is None:
            return False
        others = (line for line in self.lines if not np.array_equal(line.vertices, own.vertices))
        return any(_distance(box, other) < 2 * _distance(box, own) + CLEARLY for other in others)

    def clearest(self, places: Sequence[Place], own: Path | None) -> Place:
        """Of those that hide least, the first that no other line could claim."""
        hidden = [self.hidden_by(place[0].padded(2)) for place in places]
        best = [place for place, count in zip(places, hidden, strict=True) if count == min(hidden)]
        return next((place for place in best if not self.strays(place[0], own)), best[0])


def label_beside(axes: Axes, labels: Sequence[Beside]) -> None:
    """Call it last: the axes' size, limits, lines and other texts decide where there is room."""
    figure = axes.get_figure(root=True)
    if figure is None or (layout := figure.get_layout_engine()) is None:
        return
    only_known_letters(figure)
    layout.execute(figure)
    taken = Taken(
        axes.get_window_extent(), list(_paths(axes)), [*_markers(axes), *map(Text.get_window_extent, axes.texts)]
    )
    for label in labels:
        text = axes.annotate(label.text, (label.x, label.y), (0, 0), textcoords="offset points", color=label.colour)
        size = text.get_window_extent()
        points = [(point, axes.transData.transform(point)) for point in ((label.x, label.y), *label.also)]
        places = [
            (Bbox.from_bounds(seen[0] + right, seen[1] + up, size.width, size.height), (right, up), point)
            for gap in GAPS
            for point, seen in points
            for right, up in _offsets(size, gap, above=label.above)
        ]
        box, offset, text.xy = taken.clearest(places, _path(label.line) if label.line else None)
        text.set_position((offset[0] * 72 / CSS_DPI, offset[1] * 72 / CSS_DPI))
        taken.boxes.append(box)


def _offsets(size: Bbox, gap: float, *, above: bool) -> Iterator[tuple[float, float]]:
    """Of the label's lower left corner, from the best place to the worst."""
    heights = (gap, -gap - size.height)
    for up in heights if above else heights[::-1]:
        yield from ((right, up) for right in (MARKER + gap, -size.width / 2, -size.width - MARKER - gap))


def _paths(axes: Axes) -> Iterator[Path]:
    for line in axes.get_lines():
        if line.get_linestyle() != "None":
            yield _path(line)
    for bars in axes.collections:
        if isinstance(bars, LineCollection):
            yield from (axes.transData.transform_path(bar) for bar in bars.get_paths())


def _path(line: Line2D) -> Path:
    return line.get_transform().transform_path(line.get_path()).cleaned(remove_nans=True)


def _distance(box: Bbox, line: Path) -> float:
    """In CSS pixels, from a box to a line (each of its pieces in 200 steps)."""
    beyond = [
        np.maximum(np.maximum(np.asarray(box.min) - points, points - np.asarray(box.max)), 0)
        for piece in line.to_polygons(closed_only=False)
        for points in [Path(piece).interpolated(200).vertices]
    ]
    return min((float(np.hypot(*far.T).min()) for far in beyond), default=math.inf)


def _markers(axes: Axes) -> Iterator[Bbox]:
    for line in axes.get_lines():
        points = line.get_transform().transform(np.asarray(line.get_xydata()))
        for x, y in points[:: line.get_markevery() or 1]:
            yield Bbox.from_extents(x - MARKER, y - MARKER, x + MARKER, y + MARKER)
