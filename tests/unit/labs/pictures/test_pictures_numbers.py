"""The small parts of the pictures: numbers and names as they are written, and room between labels."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import torch
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from flowlab.pictures.descent import rate_name
from flowlab.pictures.labels import spread
from flowlab.pictures.logscale import on_scale
from flowlab.pictures.values import duration, few, memory, middle_cut, numbers, short
from flowlab.pictures.work import short_name
from unit.labs.pictures.picture_cases import INF, KERNEL, NAN
from unit.labs.pictures.picture_looks import Seen, outside, overlapping

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0.3599998951, "0.36"), (0.0, "0"), (-0.0, "0"), (-1.2, "−1.2"), (3.7e-8, "3.7×10⁻⁸"), (1e30, "1×10³⁰"),
        (-1234.56789, "−1234.6"), (NAN, "nan"), (INF, "∞"), (-INF, "−∞"), (0.9999999, "1"),
    ],
)  # fmt: skip
def test_numbers_are_short(number: float, shown: str) -> None:
    assert short(number) == shown


def test_numbers_come_out_of_anything_that_holds_them() -> None:
    tracked = torch.tensor([[1.5, 2.0]], dtype=torch.bfloat16, requires_grad=True)
    assert numbers(tracked * 2) == [3.0, 4.0]
    assert numbers([torch.tensor(1), 2, (3.0,)]) == [1.0, 2.0, 3.0]
    assert numbers(None) == []


def test_units_fit_their_quantities() -> None:
    assert [duration(seconds) for seconds in (12.34e-6, 0.095, 2, NAN)] == ["12.3 µs", "95 ms", "2 s", "—"]
    assert [memory(size) for size in (0, 520, 2048, 3.5 * 1024**2)] == ["0 B", "520 B", "2 KiB", "3.5 MiB"]


@pytest.mark.parametrize(
    ("rate", "name"),
    [(1 / 30, "1/30"), (1 / 15, "1/15"), (0.1, "0.1"), (0.01, "0.01"), (1e-7, "1e−07"), (math.pi, "3.14159")],
)
def test_rates_bear_the_names_that_the_lab_gives_them(rate: float, name: str) -> None:
    assert rate_name(rate) == name


def test_long_names_keep_both_ends() -> None:
    assert middle_cut("a" * 50 + "b" * 50, 9) == "aaaa…bbbb"
    assert short_name(KERNEL) == "vectorized_el…<MulFunctor>"
    assert short_name("aten::mse_loss_backward") == "aten::mse_loss_backward"


def test_more_numbers_than_a_box_holds_end_in_an_ellipsis() -> None:
    assert few("x", [1.0, 2.0, 3.0, 4.0]) == [("x₁", "1"), ("x₂", "2"), ("…", "…")]


@pytest.mark.parametrize("wanted", [[0.5] * 4, [0.99, 1.0, 0.98], [-3, 0, 0.01, 7], [0.5] * 30, [], [0.2]])
def test_labels_are_pushed_apart_in_their_order(wanted: list[float]) -> None:
    places = spread(wanted, 0.1)
    apart = [b - a for a, b in pairwise(sorted(places))]
    assert all(gap >= min(0.1, 1 / max(len(wanted) - 1, 1)) - 1e-9 for gap in apart)
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in places)
    assert sorted(range(len(wanted)), key=wanted.__getitem__) == sorted(range(len(wanted)), key=places.__getitem__)


def test_no_loss_is_no_number_on_the_scale() -> None:
    assert [math.isnan(place) for place in on_scale([NAN, -1.0, -INF])] == [True] * 3


def test_the_readability_check_can_fail() -> None:
    figure = Figure()
    for words, x in (("one", 0.5), ("other", 0.51), ("out", 0.99)):
        figure.text(x, 0.5, words)
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    texts = [artist for artist in figure.findobj(Artist) if isinstance(artist, Text)]
    assert overlapping(texts) == [("one", "other")]
    assert outside(Seen(figure, texts, "")) == ["out"]
