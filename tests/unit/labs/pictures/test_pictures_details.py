"""What single pictures have to show, and how."""

from __future__ import annotations

from typing import Any

import pytest
from matplotlib.patches import FancyBboxPatch

from flowlab.pictures.descent import LOOKS, draw_rates
from flowlab.pictures.logscale import FLOOR
from flowlab.pictures.moved import draw_weights
from flowlab.pictures.work import draw_operators
from unit.labs.pictures.picture_cases import EDGES, OPERATORS, of_weights, ran, stepped, untouched
from unit.labs.pictures.picture_looks import see, seen

pytestmark = pytest.mark.filterwarnings("error")


def test_the_step_shows_each_number_of_the_lab() -> None:
    words = seen("training_step").words.split("\n")
    assert {"1.9", "2.5", "0.36", "−1.2", "−2.4", "−3.6", "0.1 → 0.22", "0.2 → 0.44", "0.3 → 0.66", "0.5 → 0.62"} <= {
        *words
    }


def test_without_gradients_the_step_shows_dashes() -> None:
    assert seen("no gradients").words.split("\n").count("—") == 4


def test_the_inference_stands_where_the_step_stood_and_dashes_what_is_left_out() -> None:
    step, inference = (seen(name).figure.axes[0] for name in ("training_step", "inference"))
    boxes = [[one for one in axes.patches if isinstance(one, FancyBboxPatch)] for axes in (step, inference)]
    assert [str(one.get_window_extent()) for one in boxes[0]] == [str(one.get_window_extent()) for one in boxes[1]]
    assert [one.get_linestyle() == "-" for one in boxes[0]] == [True] * 7
    assert [one.get_linestyle() == "-" for one in boxes[1]] == [True] * 3 + [False] * 4


@pytest.mark.parametrize(
    ("lab", "title", "changes"),
    [
        (stepped(), "All 4 numbers in the model moved", ["+0.12", "+0.24", "+0.36", "+0.12"]),
        (untouched(), "Nothing moved: every number in the model is what it was, to the last bit", ["unchanged"] * 4),
        (
            stepped(lr=1e-3, x=(0, 0, 1)),
            "2 of the 4 numbers in the model moved",
            [*["unchanged"] * 2, *["+0.0034"] * 2],
        ),
    ],
)
def test_the_title_says_whether_anything_moved_at_all(lab: Any, title: str, changes: list[str]) -> None:
    figure = see(draw_weights, of_weights(lab)).figure
    assert figure.get_suptitle() == title
    assert [label.get_text().split("\n")[1] for label in figure.axes[0].get_xticklabels()] == changes


def test_before_and_after_differ_without_colour() -> None:
    before, after = seen("weights").figure.axes[0].containers
    assert {bar.get_hatch() for bar in before}.isdisjoint({bar.get_hatch() for bar in after})


def test_phases_differ_without_colour() -> None:
    bars = [container[0] for container in seen("phases").figure.axes[0].containers]
    assert len({bar.get_hatch() or "" for bar in bars}) == len(bars) == 4


def test_paths_differ_without_colour() -> None:
    assert len({marker for _, marker, _ in LOOKS}) == len({str(style) for _, _, style in LOOKS}) == len(LOOKS)
    lines, points = ([*seen("rates").figure.axes[0].get_lines()[start::2]] for start in (1, 2))
    assert len({str(line.get_linestyle()) + str(line._dash_pattern) for line in lines}) == len(lines) == 5  # type: ignore[attr-defined]
    assert len({line.get_marker() for line in points}) == len(points) == 5


@pytest.mark.parametrize(("name", "count"), [("cost", 2), ("learning", 3), ("fits", 3)])
def test_lines_differ_without_colour(name: str, count: int) -> None:
    lines = seen(name).figure.axes[0].get_lines()[:count]
    assert len({(str(line.get_linestyle()), str(line.get_marker())) for line in lines}) == len(lines) == count


def test_a_loss_of_practically_nothing_lies_on_a_marked_floor() -> None:
    axes = see(draw_rates, ({1 / 30: [0.36, 0.0, 1e-14]}, {})).figure.axes[0]
    floor = dict(zip([label.get_text() for label in axes.get_yticklabels()], axes.get_yticks(), strict=True))[
        "practically 0"
    ]
    assert floor == FLOOR
    assert [*axes.get_lines()[-1].get_ydata()][1:] == [floor, floor]  # type: ignore[misc]


def test_without_such_a_loss_there_is_no_floor() -> None:
    assert "practically 0" not in see(draw_rates, ({0.01: [0.36, 0.18]}, {})).words


@pytest.mark.parametrize(("kind", "here", "not_there"), [("cpu", "ATen operators", "GPU"), ("gpu", "kernels", "CPU")])
def test_the_title_says_which_of_the_two_is_shown(kind: str, here: str, not_there: str) -> None:
    title = see(draw_operators, (OPERATORS[:1], OPERATORS, kind)).figure.get_suptitle()
    assert here in title
    assert kind.upper() in title
    assert not_there not in title


def test_training_is_grouped_by_phase_and_counts_are_shown() -> None:
    words = [text.get_text() for text in seen("operators").figure.axes[1].texts]
    assert [word.split()[0] for word in words if word[0].isalpha()] == ["forward", "loss", "backward", "update"]
    assert [word for word in words if "×" in word] == ["7.5  ×2", "9.3  ×2"]


def test_what_does_not_fit_is_added_up() -> None:
    one = see(draw_operators, ([], [ran("backward", f"aten::op{place}", 1.0) for place in range(40)], "cpu"))
    assert "24 others" in one.words
    assert "24  ×24" in one.words


def test_every_edge_goes_down_and_ends_look_different() -> None:
    axes = seen("graph").figure.axes[0]
    height = {text.get_text(): text.get_position()[1] for text in axes.texts}
    assert all(height[a.replace(" ", "\n")] > height[b.replace(" ", "\n")] for a, b in EDGES)
    boxes = [one for one in axes.patches if isinstance(one, FancyBboxPatch)][:5]
    assert sorted(one.get_linewidth() for one in boxes) == [1.6] * 3 + [2.4] * 2
