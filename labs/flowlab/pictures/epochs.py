"""One training from beginning to end: the loss of every epoch, and the curve that is being learned."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from IPython.display import Image
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from flowlab.language import lab_language
from flowlab.pictures.labels import End, end_labels, last_seen
from flowlab.pictures.logscale import CEILING, FLOOR, loss_axis, on_scale
from flowlab.pictures.style import BLUE, INK, MUTED, PAPER, VERMILION, Drawn, canvas, headline, in_style, quiet_grid
from flowlab.pictures.values import numbers, short, usable

TEXT = {
    "en": {
        "learning": "The loss, epoch by epoch: on what the model learns from, and on what it never saw",
        "epoch": "epoch",
        "loss": "loss (log scale)",
        "zero": "practically 0",
        "nan": "{name}: nan from epoch {nan}",
        "large": "{name}: too large to draw from epoch {gone}",
        "large_nan": "{name}: too large to draw from epoch {gone}, nan from {nan}",
        "train": "training",
        "test": "held out",
        "baseline": "always the mean",
        "learning_alt": "Loss over {epochs} epochs, on a log scale. In the end, training: {train}, held out: {test}. "
        "Always answering with the mean would give {baseline}.",
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
        "learning": "エポックごとの loss：学習に使うデータと、一度も見ていないデータ",
        "epoch": "エポック",
        "loss": "loss（対数目盛り）",
        "zero": "ほぼ 0",
        "nan": "{name}：エポック {nan} から nan",
        "large": "{name}：エポック {gone} から大きすぎて描けない",
        "large_nan": "{name}：エポック {gone} から大きすぎて描けず、{nan} から nan",
        "train": "学習用データ",
        "test": "テスト用データ",
        "baseline": "いつも平均値を答える",
        "learning_alt": "{epochs} エポックの loss（対数目盛り）。最後の値は、学習用データが {train}、"
        "テスト用データが {test}。いつも平均値を答えると {baseline} になります。",
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

LOOKS: dict[str, dict[str, Any]] = {
    "train": {"color": BLUE, "linewidth": 2, "marker": ""},
    "test": {"color": VERMILION, "linewidth": 1.6, "linestyle": "--", "marker": "s"},
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
    for key, look in LOOKS.items():
        _losses(axes, lines[key], look)
    axes.axhline(on_scale([mean])[0], color=MUTED, linewidth=1.4, linestyle="-.")
    ends = [
        End(*last_seen(axes, lines[key][0], on_scale(lines[key][1])), f"{text[key]}  {_last(lines[key])}")
        for key in LOOKS
        if not _runs_away(lines[key])
    ]
    last = max([1.0, *(epoch for line in lines.values() for epoch in line[0])])
    axes.set_xlim(-0.04 * last, right := 1.04 * last)
    end_labels(axes, [*ends, End(*last_seen(axes, [right], on_scale([mean])), f"{text['baseline']}  {short(mean)}")])
    _say_where_it_ends(axes, {key: line for key, line in lines.items() if _runs_away(line)}, text)
    said = {"train": _last(lines["train"]), "test": _last(lines["test"]), "baseline": short(mean)}
    return Drawn(figure, text["learning_alt"].format(epochs=len(lines["train"][0]), **said))


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


def _line(losses: Any) -> Line:
    """Epochs and losses: as they are given, or counted from 1."""
    if isinstance(losses, Mapping):
        return [float(epoch) for epoch in losses], numbers(losses.values())
    values = numbers(losses)
    return [float(epoch) for epoch in range(1, len(values) + 1)], values


def _losses(axes: Axes, line: Line, look: dict[str, Any]) -> None:
    every = max(1, len(line[0]) // 12)
    if away := _runs_away(line):
        line = _until_gone(line)
    epochs, losses = line
    axes.plot(epochs, on_scale(losses), markersize=5, markerfacecolor=PAPER, markevery=every, **look)
    if away and epochs:
        axes.plot(epochs[-1:], losses[-1:], color=look["color"], marker=look["marker"] or "o", markersize=7)


def _runs_away(line: Line) -> bool:
    """Whether it ends in what the axis cannot show."""
    return bool(line[1]) and not _on_axis(line[1][-1])


def _on_axis(loss: float) -> bool:
    return 0 <= loss <= CEILING


def _until_gone(line: Line) -> Line:
    """As far as the last loss that the axis can show."""
    count = max((place for place, loss in enumerate(line[1], 1) if _on_axis(loss)), default=0)
    return line[0][:count], line[1][:count]


def _say_where_it_ends(axes: Axes, away: dict[str, Line], text: dict[str, str]) -> None:
    """Right beside where the lines end; a leader to the margin would look like the line going on."""
    if not away:
        return
    handles: list[Artist] = [
        Line2D([], [], **{**LOOKS[key], "marker": LOOKS[key]["marker"] or "o"}, label=_fate(line, text[key], text))
        for key, line in away.items()
    ]
    points = [(seen[0][-1], seen[1][-1]) for line in away.values() if (seen := _until_gone(line))[0]]
    ends = [axes.transAxes.inverted().transform(axes.transData.transform((x, max(y, FLOOR)))) for x, y in points]
    across = [float(x) for x, _ in ends] or [0.0]
    height = min(max(max((float(y) for _, y in ends), default=1.0), 0.25), 1.0)
    left = max(across) < 0.5
    axes.legend(
        handles=handles, loc="upper left" if left else "upper right", borderaxespad=0, handlelength=1.8,
        bbox_to_anchor=(max(across) + 0.015 if left else min(across) - 0.015, height),
        frameon=True, facecolor=PAPER, edgecolor="none",
    )  # fmt: skip


def _fate(line: Line, name: str, text: dict[str, str]) -> str:
    lost = list(zip(*line, strict=False))[len(_until_gone(line)[0]) :]
    nan = next((epoch for epoch, loss in lost if math.isnan(loss)), None)
    gone = lost[0][0]
    key = "large" if nan is None else "nan" if nan == gone else "large_nan"
    return text[key].format(name=name, gone=f"{gone:g}", nan=f"{nan:g}" if nan is not None else "")


def _last(line: Line) -> str:
    return short(line[1][-1]) if line[1] else "—"
