"""A training that runs away ends where it leaves the picture, and no leader looks like a line that goes on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from flowlab.pictures.descent import draw_rates
from flowlab.pictures.epochs import draw_learning
from flowlab.pictures.panels import draw_fits
from unit.labs.pictures.picture_cases import CURVES, FITS, GRID, INF, NAN, XS, path
from unit.labs.pictures.picture_looks import outside, overlapping, see, seen

pytestmark = pytest.mark.filterwarnings("error")
GROWS = [0.5 * 20.0**epoch for epoch in range(18)]  # beyond 10¹⁶ from epoch 14
RUNAWAY = [*GROWS, INF, INF, *[NAN] * 380]
RATES = {lr: path(lr) for lr in (0.01, 1 / 30, 1 / 15, 0.1)}


def leaders(axes: Axes) -> list[Any]:
    return [text for text in axes.texts if isinstance(text, Annotation) and text.arrow_patch is not None]


def test_losses_that_run_away_end_in_a_marker_and_say_so_there(language: str) -> None:
    one = see(draw_learning, (RUNAWAY, [0.7, *RUNAWAY[:-1]], 0.57))
    axes = one.figure.axes[0]
    assert len(leaders(axes)) == 1  # of the mean
    assert ("nan from 21" if language == "en" else "21 から nan") in one.words
    assert not any("nan" in leader.get_text() for leader in leaders(axes))
    curve, end = axes.get_lines()[:2]
    assert np.isfinite(np.asarray(curve.get_ydata())).all()
    assert np.asarray(curve.get_xydata())[-1].tolist() == np.asarray(end.get_xydata())[0].tolist()
    assert end.get_marker() == "o"
    assert overlapping(one.texts) == []
    assert outside(one) == []


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ([1.0, 0.5, NAN], "training: nan from epoch 3"),
        ([1.0, 1e20, 1e30], "training: too large to draw from epoch 2\n"),
        ([NAN] * 3, "training: nan from epoch 1"),
        ([0.5] * 90 + [NAN] * 10, "training: nan from epoch 91"),
    ],
)
def test_it_says_from_which_epoch_there_is_no_loss(losses: list[float], words: str) -> None:
    one = see(draw_learning, (losses, [0.6] * len(losses), 0.57))
    assert words in one.words + "\n"
    assert overlapping(one.texts) == []
    assert outside(one) == []


@pytest.mark.parametrize("count", [0, 1])
def test_losses_that_come_back_have_a_leader(count: int) -> None:
    axes = see(draw_learning, ([1.0, *[INF] * count, 0.5], [0.6, 0.5], 0.57)).figure.axes[0]
    assert len(leaders(axes)) == 3


def test_a_fit_beyond_the_range_says_so_and_is_no_vertical_line(language: str) -> None:
    fits = {0: GRID * 0, 20: (GRID + 0.01) * 1e16, 30: torch.exp(2 * GRID), 400: GRID * NAN}
    panels = see(draw_fits, (*FITS.values(), fits)).figure.axes
    said = [[text.get_text() for text in panel.texts] for panel in panels]
    english = [[], ["out of range"], ["partly out of range"], ["out of range (nan)"]]
    assert said == (english if language == "en" else [[], ["範囲の外"], ["一部は範囲の外"], ["範囲の外（nan）"]])
    drawn = [np.isfinite(np.asarray(panel.get_lines()[2].get_ydata(), dtype=float)).sum() for panel in panels]
    assert drawn[0] == len(GRID) > drawn[2] > len(GRID) / 2
    assert drawn[1] == drawn[3] == 0


def test_a_usual_fit_says_nothing() -> None:
    data = (XS, torch.sin(XS))
    assert not [panel.texts[0] for panel in see(draw_fits, (data, data, GRID, CURVES)).figure.axes if panel.texts]


@pytest.mark.parametrize("name", ["rates", "learning"])
def test_no_leader_looks_like_a_line_that_goes_on(name: str) -> None:
    axes = seen(name).figure.axes[0]
    looks = {(one.arrow_patch.get_linestyle(), one.arrow_patch.get_edgecolor()[:3]) for one in leaders(axes)}
    ((style, (red, green, blue)),) = looks
    assert style in ("-", "solid")
    assert red == green == blue


def test_a_leader_starts_where_the_longer_of_the_two_ends() -> None:
    axes = see(draw_rates, ({rate: losses[:20] for rate, losses in RATES.items()}, RATES)).figure.axes[0]
    assert [leader.xy[0] for leader in leaders(axes)] == [20] * 4


def test_the_legend_counts_broken_lines_as_predictions_too(language: str) -> None:
    words = seen("rates").words
    assert ("solid or broken" if language == "en" else "実線・破線・点線") in words
