"""One training from beginning to end: the loss of every epoch, and the curve that is being learned."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from IPython.display import Image
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from flowlab.language import lab_language
from flowlab.pictures.labels import End, end_labels, last_seen
from flowlab.pictures.logscale import loss_axis, on_scale
from flowlab.pictures.style import BLUE, INK, MUTED, PAPER, VERMILION, Drawn, canvas, headline, in_style, quiet_grid
from flowlab.pictures.values import numbers, short, usable

TEXT = {
    "en": {
        "learning": "The loss, epoch by epoch: on what the model learns from, and on what it never saw",
        "epoch": "epoch",
        "loss": "loss (log scale)",
        "zero": "practically 0",
        "train": "training",
        "test": "held out",
        "baseline": "always the mean",
        "learning_alt": "Loss over {epochs} epochs, on a log scale. In the end, training: {train}, held out: {test}. "
        "Always answering with the mean would give {baseline}.",
        "fits": "The model's curve, as training goes on",
        "one": "epoch {epoch}",
        "nothing": "no number can be drawn",
        "curve": "model",
        "train_points": "training data",
        "test_points": "held-out data",
        "fits_alt": "The model's curve over {train} training points and {test} held-out points, after {epochs} epochs.",
    },
    "ja": {
        "learning": "エポックごとの loss：学習に使うデータと、一度も見ていないデータ",
        "epoch": "エポック",
        "loss": "loss（対数目盛り）",
        "zero": "ほぼ 0",
        "train": "学習用データ",
        "test": "テスト用データ",
        "baseline": "いつも平均値を答える",
        "learning_alt": "{epochs} エポックの loss（対数目盛り）。最後の値は、学習用データが {train}、"
        "テスト用データが {test}。いつも平均値を答えると {baseline} になります。",
        "fits": "学習の間に変わっていく、モデルの曲線",
        "one": "エポック {epoch}",
        "nothing": "描ける数がありません",
        "curve": "モデル",
        "train_points": "学習用データ",
        "test_points": "テスト用データ",
        "fits_alt": "{epochs} エポック後のモデルの曲線。学習用データ {train} 個、テスト用データ {test} 個と一緒に描いています。",
    },
}

MOST_PANELS = 4
Line = tuple[list[float], list[float]]


def learning(losses: Sequence[float], held_out: Sequence[float] | Mapping[int, float], baseline: float) -> Image:
    """Loss over epochs, in training and held out (or {epoch: loss}), with that of always predicting the mean."""
    return in_style(draw_learning, losses, held_out, baseline)


def fits(
    train: tuple[torch.Tensor, torch.Tensor],
    test: tuple[torch.Tensor, torch.Tensor],
    grid: torch.Tensor,
    fits: Mapping[int, Sequence[float] | torch.Tensor],
) -> Image:
    """The data (xs, ys), and over `grid` what the model answered after each epoch in `fits`; all of one dimension."""
    return in_style(draw_fits, train, test, grid, fits)


def draw_learning(losses: Any, held_out: Any, baseline: Any) -> Drawn:
    text = TEXT[lab_language()]
    mean = (numbers(baseline) or [math.nan])[0]
    lines = {"train": _line(losses), "test": _line(held_out)}
    figure = canvas(4.2)
    headline(figure, text["learning"])
    axes = figure.subplots()
    loss_axis(axes, [mean, *(loss for _, line in lines.values() for loss in line)], text["zero"])
    axes.set(xlabel=text["epoch"], ylabel=text["loss"])
    axes.xaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10], integer=True))
    _losses(axes, lines["train"], {"color": BLUE, "linewidth": 2})
    _losses(axes, lines["test"], {"color": VERMILION, "linewidth": 1.6, "linestyle": "--", "marker": "s"})
    axes.axhline(on_scale([mean])[0], color=MUTED, linewidth=1.4, linestyle="-.")
    ends = [
        End(*last_seen(axes, lines[key][0], on_scale(lines[key][1])), f"{text[key]}  {_last(lines[key])}", colour)
        for key, colour in (("train", BLUE), ("test", VERMILION))
    ]
    last = max([1.0, *(epoch for line in lines.values() for epoch in line[0])])
    axes.set_xlim(-0.04 * last, right := 1.04 * last)
    end_labels(
        axes, [*ends, End(*last_seen(axes, [right], on_scale([mean])), f"{text['baseline']}  {short(mean)}", MUTED)]
    )
    said = {"train": _last(lines["train"]), "test": _last(lines["test"]), "baseline": short(mean)}
    return Drawn(figure, text["learning_alt"].format(epochs=len(lines["train"][0]), **said))


def draw_fits(train: Any, test: Any, grid: Any, fits: Mapping[int, Any]) -> Drawn:
    text = TEXT[lab_language()]
    data = {"train": (numbers(train[0]), numbers(train[1])), "test": (numbers(test[0]), numbers(test[1]))}
    epochs = chosen(list(fits))
    figure = canvas(3.7)
    headline(figure, text["fits"])
    panels = figure.subplots(1, max(len(epochs), 1), sharex=True, sharey=True, squeeze=False)[0]
    for panel, epoch in zip(panels, epochs, strict=False):
        panel.set_title(text["one"].format(epoch=epoch))
        _fit(panel, data, (numbers(grid), numbers(fits[epoch])), text)
    panels[0].set_ylim(*_room(data["train"][1] + data["test"][1]))
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


def _fit(panel: Axes, data: dict[str, Line], curve: Line, text: dict[str, str]) -> None:
    for key, colour, marker in (("train", MUTED, "o"), ("test", VERMILION, "x")):
        label = text[f"{key}_points"]
        panel.plot(*_drawable(data[key]), marker, color=colour, markersize=5, markerfacecolor=PAPER, label=label)
    xs, ys = _drawable(curve)
    panel.plot(xs, ys, color=BLUE, linewidth=2.2, label=text["curve"])
    if not xs:
        panel.text(0.5, 0.03, text["nothing"], transform=panel.transAxes, ha="center", color=INK, fontsize=9.5)
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


def _line(losses: Any) -> Line:
    """Epochs and losses: as they are given, or counted from 1."""
    if isinstance(losses, Mapping):
        return [float(epoch) for epoch in losses], numbers(losses.values())
    values = numbers(losses)
    return [float(epoch) for epoch in range(1, len(values) + 1)], values


def _losses(axes: Axes, line: Line, look: dict[str, Any]) -> None:
    epochs, losses = line
    axes.plot(
        epochs, on_scale(losses), markersize=5, markerfacecolor=PAPER, markevery=max(1, len(epochs) // 12), **look
    )


def _last(line: Line) -> str:
    return short(line[1][-1]) if line[1] else "—"
