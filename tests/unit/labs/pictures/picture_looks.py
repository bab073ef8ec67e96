"""What a reader sees of a picture: its words, where they are, and what lies over them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from flowlab.language import lab_language
from flowlab.pictures.style import Drawn, look, only_known_letters
from unit.labs.pictures.picture_cases import PICTURES

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@dataclass(frozen=True)
class Seen:
    figure: Figure
    texts: list[Text]
    alt: str

    @property
    def words(self) -> str:
        return "\n".join(text.get_text() for text in self.texts)


def seen(name: str) -> Seen:
    """A picture of picture_cases in the lab's language: drawn once, for every test that only looks at it."""
    return _seen(name, lab_language())


@cache
def _seen(name: str, _language: str) -> Seen:
    return see(*PICTURES[name])


def see(draw: Callable[..., Drawn], args: tuple[Any, ...]) -> Seen:
    with look():
        drawn = draw(*args)
        only_known_letters(drawn.figure)
        FigureCanvasAgg(drawn.figure).draw()  # type: ignore[no-untyped-call]
        hidden = {id(text) for axes in drawn.figure.axes for axis in (axes.xaxis, axes.yaxis) for text in unseen(axis)}
        texts = [text for text in drawn.figure.findobj(Text) if isinstance(text, Text) and id(text) not in hidden]
    return Seen(drawn.figure, [text for text in texts if is_shown(text)], drawn.alt)


def unseen(axis: Axis) -> Iterator[Text]:
    """Labels that matplotlib keeps for ticks beyond the axis's ends, and the labels of an axis that is off."""
    low, high = sorted(axis.get_view_interval())
    for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
        if not axis.axes.axison or not low <= tick.get_loc() <= high:
            yield from (tick.label1, tick.label2)
    if not axis.axes.axison:
        yield axis.label


def is_shown(text: Text) -> bool:
    return bool(text.get_text().strip()) and text.get_visible()


def extent(text: Text) -> Bbox:
    return Text.get_window_extent(text)  # an annotation's own method counts its arrow in


def overlapping(texts: list[Text]) -> list[tuple[str, str]]:
    boxes = [(text.get_text(), extent(text).padded(-1)) for text in texts]
    return [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)]


def outside(one: Seen) -> list[str]:
    sheet = one.figure.bbox.padded(0.5)
    boxes = [(text.get_text(), extent(text)) for text in one.texts]
    return [words for words, box in boxes if not (sheet.contains(*box.min) and sheet.contains(*box.max))]
