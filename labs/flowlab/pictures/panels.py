"""The curve that is being learned, before, during and after: a panel each, with the data."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from IPython.display import Image
from matplotlib.axes import Axes

from flowlab.language import lab_language
from flowlab.pictures.style import BLUE, INK, MUTED, PAPER, VERMILION, Drawn, canvas, headline, in_style, quiet_grid
from flowlab.pictures.values import numbers, usable

TEXT = {
    "en": {
        "fits": "The model's curve, as training goes on",
        "one": "epoch {epoch}",
        "nothing": "out of range",
        "partly": "partly out of range",
        "all_nan": "out of range (nan)",
        "curve": "model",
        "train_points": "training data",
        "test_points": "held-out data",
        "fits_alt": "The model's curve over {train} training points and {test} held-out points, after {epochs} epochs.",
    },
    "ja": {
        "fits": "学習の間に変わっていく、モデルの曲線",
        "one": "エポック {epoch}",
        "nothing": "範囲の外",
        "partly": "一部は範囲の外",
        "all_nan": "範囲の外（nan）",
        "curve": "モデル",
        "train_points": "学習用データ",
        "test_points": "テスト用データ",
        "fits_alt": "{epochs} エポック後のモデルの曲線。学習用データ {train} 個、テスト用データ {test} 個と一緒に描いています。",
    },
}

MOST_PANELS = 4
Line = tuple[list[float], list[float]]


def fits(
    train: tuple[torch.Tensor, torch.Tensor],
    test: tuple[torch.Tensor, torch.Tensor],
    grid: torch.Tensor,
    fits: Mapping[int, Sequence[float] | torch.Tensor],
) -> Image:
    """The data (xs, ys), and over `grid` what the model answered after each epoch in `fits`; all of one dimension."""
    return in_style(draw_fits, train, test, grid, fits)


def draw_fits(train: Any, test: Any, grid: Any, fits: Mapping[int, Any]) -> Drawn:
    text = TEXT[lab_language()]
    data = {"train": (numbers(train[0]), numbers(train[1])), "test": (numbers(test[0]), numbers(test[1]))}
    epochs = chosen(list(fits))
    figure = canvas(3.7)
    headline(figure, text["fits"])
    panels = figure.subplots(1, max(len(epochs), 1), sharex=True, sharey=True, squeeze=False)[0]
    room = _room(data["train"][1] + data["test"][1])
    for panel, epoch in zip(panels, epochs, strict=False):
        panel.set_title(text["one"].format(epoch=epoch))
        _fit(panel, data, (numbers(grid), numbers(fits[epoch])), room, text)
    panels[0].set_ylim(*room)
    panels[0].set_ylabel("y")
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=3)
    said = {key: len(points[0]) for key, points in data.items()}
    return Drawn(figure, text["fits_alt"].format(epochs=", ".join(map(str, epochs)), **said))


def chosen(epochs: list[int]) -> list[int]:
    """As many as there is room for, the first and the last among them."""
    last = len(epochs) - 1
    if last < MOST_PANELS:
        return epochs
    return [epochs[round(place * last / (MOST_PANELS - 1))] for place in range(MOST_PANELS)]


def _fit(panel: Axes, data: dict[str, Line], curve: Line, room: tuple[float, float], text: dict[str, str]) -> None:
    for key, colour, marker in (("train", MUTED, "o"), ("test", VERMILION, "x")):
        label = text[f"{key}_points"]
        panel.plot(*_drawable(data[key]), marker, color=colour, markersize=5, markerfacecolor=PAPER, label=label)
    low, high = room
    kept = [usable(x) and low <= y <= high for x, y in zip(*curve, strict=False)]
    shown = [y if low - (high - low) <= y <= high + (high - low) else math.nan for y in curve[1]]  # up to the edge
    if not any(kept):
        shown = []
    panel.plot(curve[0][: len(shown)], shown, color=BLUE, linewidth=2.2, label=text["curve"])
    if not all(kept) or not kept:
        lost = "partly" if any(kept) else "all_nan" if kept and all(map(math.isnan, curve[1])) else "nothing"
        panel.text(
            0.5, 0.03, text[lost], transform=panel.transAxes, ha="center", color=INK, fontsize=9.5,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    panel.set_xlabel("x")
    quiet_grid(panel)


def _drawable(points: Line) -> Line:
    """Without what no axis can show: nan, infinity, numbers near the end of what a float can be."""
    kept = [(x, y) for x, y in zip(*points, strict=False) if usable(x) and usable(y)]
    return [x for x, _ in kept], [y for _, y in kept]


def _room(ys: list[float]) -> tuple[float, float]:
    """The data's range and a little more: a curve that runs away leaves the picture, the data stay in it."""
    seen = [y for y in ys if usable(y)] or [0.0]
    margin = 0.25 * (max(seen) - min(seen)) or 1.0
    return min(seen) - margin, max(seen) + margin
