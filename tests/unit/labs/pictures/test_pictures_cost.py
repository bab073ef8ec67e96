"""The picture of times and FLOPs, where a disturbed measurement makes the numbers come close to each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Annotation

from flowlab.pictures.price import draw_cost
from unit.labs.pictures.picture_cases import INTERRUPTED, one_size, summary
from unit.labs.pictures.picture_looks import extent, see, seen

pytestmark = pytest.mark.filterwarnings("error")
in_both_languages = pytest.mark.usefixtures("language")


def test_a_huge_interval_does_not_flatten_the_ratios() -> None:
    sizes = summary()
    sizes[1]["high"] = 1e9
    assert 8 < see(draw_cost, (sizes,)).figure.axes[0].get_ylim()[1] < 25


@in_both_languages
def test_words_in_the_cost_picture_stay_clear_of_every_point_and_interval() -> None:
    one = seen("cost")
    axes = one.figure.axes[0]
    notes = [text.get_window_extent() for text in axes.texts if "←" in text.get_text() or "→" in text.get_text()[2:]]
    tops = [axes.transData.transform((size["flops"], size["high"]))[1] for size in summary()]
    assert len(notes) >= 2
    assert max(tops) < min(box.y0 for box in notes if box.y0 > one.figure.bbox.height / 2)


@pytest.mark.parametrize("name", ["cost", "an interrupted cost", "a race against itself", "costs as predicted"])
@in_both_languages
def test_no_number_lies_on_a_line_a_point_or_the_edge(name: str) -> None:
    axes = seen(name).figure.axes[0]
    numbers = [text for text in axes.texts if isinstance(text, Annotation)]
    assert len(numbers) >= 6  # five ratios, and each level of the prediction once
    for number in numbers:
        box = extent(number).padded(-1)
        assert axes.bbox.contains(*box.min), number
        assert axes.bbox.contains(*box.max), number
        assert not [path for path in lines(axes) if path.intersects_bbox(box, filled=False)], number
        assert not [point for point in points(axes) if box.padded(4).contains(*point)], number


def lines(axes: Axes) -> list[Any]:
    drawn = [line for line in axes.get_lines() if line.get_linestyle() != "None"]
    assert {line.get_drawstyle() for line in drawn} == {"default"}  # whose path is what is seen
    bars = [bar for one in axes.collections if isinstance(one, LineCollection) for bar in one.get_paths()]
    return [axes.transData.transform_path(path) for path in [*(line.get_path() for line in drawn), *bars]]


def points(axes: Axes) -> list[Any]:
    return [point for line in axes.get_lines() for point in axes.transData.transform(marked(line))]


def marked(line: Line2D) -> Any:
    return line.get_xydata()[:: line.get_markevery() or 1]  # type: ignore[index]


@pytest.mark.parametrize("name", ["cost", "an interrupted cost", "a race against itself", "costs as predicted"])
def test_numbers_stay_near_their_points(name: str) -> None:
    axes = seen(name).figure.axes[0]
    for number in (text for text in axes.texts if isinstance(text, Annotation)):
        point, box = axes.transData.transform(number.xy), extent(number)
        assert max(box.x0 - point[0], point[0] - box.x1, box.y0 - point[1], point[1] - box.y1) <= 25, number


def test_an_interval_that_goes_far_beyond_ends_in_an_arrow_and_says_how_far() -> None:
    one = seen("an interrupted cost")
    axes = one.figure.axes[0]
    arrow = next(line for line in axes.get_lines() if line.get_marker() == "^")
    assert "up to 37.16" in one.words
    ((x, y),) = marked(arrow)
    assert x == INTERRUPTED[3]["flops"]
    assert INTERRUPTED[3]["ratio"] < y < axes.get_ylim()[1] < 30


def test_where_training_raced_itself_no_interval_goes_beyond() -> None:
    words = seen("a race against itself").words.split("\n")
    assert {"1.01", "0.99", "1.02", "2", "2.75"} <= {*words}
    assert not [word for word in words if "up to" in word]


@pytest.mark.parametrize(
    "ratios", [(5.0, 3.3, 3.2, 2.0, 1.5), (24.0, 3.3, 3.2, 2.0, 1.5), (58.0, 2.98, 2.28, 2.26, 3.1)]
)
@in_both_languages
def test_the_label_of_a_prediction_is_nearest_to_the_line_of_predictions(ratios: tuple[float, ...]) -> None:
    """Exercise 3.2: where the first ratio is large, both lines run close to the bottom."""
    sizes = [
        ("3→1", 6, 2.0),
        ("4×16", 32768, 1.25),
        ("4×64", 2.1e6, 1.25),
        ("4×256", 1.3e8, 1.25),
        ("4×1536", 2e10, 1.25),
    ]
    rows = [
        one_size(name, flops, ratio, flop_ratio=predicted, low=ratio - 0.4, high=ratio + 0.4)
        for (name, flops, predicted), ratio in zip(sizes, ratios, strict=True)
    ]
    axes = see(draw_cost, (rows,)).figure.axes[0]
    own, measured = axes.get_lines()[:2]
    (label,) = (text for text in axes.texts if text.get_text() == "1.25")
    assert 2 * far(label, own, axes) < far(label, measured, axes)


def far(label: Any, line: Line2D, axes: Axes) -> float:
    box = extent(label)
    points = np.asarray(Path(axes.transData.transform(np.asarray(line.get_xydata()))).interpolated(300).vertices)
    return float(
        np.hypot(*np.maximum(np.maximum(np.asarray(box.min) - points, points - np.asarray(box.max)), 0).T).min()
    )
